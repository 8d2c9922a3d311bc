import type { Outcome } from '@preanswer/core'
import type { CallSummary, PluginMark } from '../src/view.ts'

/** Shapes that are told apart without their colours. */
const shapes: Readonly<Record<Outcome, string>> = {
  used: 'M6 2a4 4 0 1 1 0 8a4 4 0 1 1 0-8Z',
  unchanged: 'M6 2.75a3.25 3.25 0 1 1 0 6.5a3.25 3.25 0 1 1 0-6.5Z',
  rejected: 'M6 1l5 5l-5 5l-5-5Z',
  'timed-out': 'M6 1l5 9.5h-10Z',
  failed: 'M2.5 2.5l7 7m0-7l-7 7',
  invalid: 'M2 2h8v8h-8Z',
  skipped: 'M2 6h8',
}

/** How a tap ended, as a shape. */
export function OutcomeMark({ outcome, title }: { readonly outcome: Outcome; readonly title?: string }) {
  return (
    <svg class={`mark ${outcome}`} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      {title === undefined ? null : <title>{title}</title>}
      <path d={shapes[outcome]} />
    </svg>
  )
}

/** One mark a plugin, always in the same order. */
export function PluginMarks({
  plugins,
  order,
}: {
  readonly plugins: readonly PluginMark[]
  readonly order: readonly string[]
}) {
  const place = ({ entry }: PluginMark) => (order.includes(entry) ? order.indexOf(entry) : order.length)
  const sorted = plugins.toSorted((one, other) => place(one) - place(other))
  const words = sorted
    .filter(({ outcome }) => outcome !== 'unchanged')
    .map(({ entry, outcome }) => `${entry} ${outcome}`)
  return (
    <span class="marks">
      {sorted.map(({ entry, outcome }) => (
        <OutcomeMark key={entry} outcome={outcome} title={`${entry}: ${outcome}`} />
      ))}
      <span class="hidden">{words.join(', ')}</span>
    </span>
  )
}

/** The kind of a response. */
export function Kind({ kind }: Pick<CallSummary, 'kind'>) {
  return <span class={`kind ${kind}`}>{kind}</span>
}

/** An entry of the config, always in its own colour. */
export function Entry({ name, order }: { readonly name: string; readonly order: readonly string[] }) {
  const index = order.indexOf(name)
  return (
    <span class="entry" data-hue={index < 0 ? 'none' : index % 8}>
      {name}
    </span>
  )
}
