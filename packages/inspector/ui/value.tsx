import { useState } from 'preact/hooks'
import { textOf } from './format.ts'

/** Longest text that is shown whole at first. */
const shortLength = 240

/** A value from outside: text and nothing but text, whatever is in it. */
export function Value({ value }: { readonly value: unknown }) {
  const [isWhole, setWhole] = useState(false)
  const text = textOf(value)
  const isLong = text.length > shortLength
  return (
    <>
      <bdi class={`value ${typeof value}`}>{isLong && !isWhole ? `${text.slice(0, shortLength)}…` : text}</bdi>
      {isLong ? (
        <button type="button" class="quiet" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'less' : 'more'}
        </button>
      ) : null}
    </>
  )
}

/** A text to take along, with a button that copies it. */
export function Copyable({ name, text }: { readonly name: string; readonly text: string }) {
  const [state, setState] = useState('Copy')
  const copy = async () => {
    // only there over TLS or on this machine
    await navigator.clipboard?.writeText(text).then(
      () => setState('Copied'),
      () => setState('Select it to copy'),
    )
    if (navigator.clipboard === undefined) setState('Select it to copy')
  }
  return (
    <figure class="copyable">
      <figcaption>
        {name}
        <button type="button" class="quiet" onClick={copy} aria-label={`Copy: ${name}`}>
          {state}
        </button>
      </figcaption>
      <Preformatted name={name} text={text} />
    </figure>
  )
}

/** A text as it is, in a box that scrolls. */
export function Preformatted({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section class="preformatted" tabIndex={0} aria-label={name}>
      <pre>{text}</pre>
    </section>
  )
}
