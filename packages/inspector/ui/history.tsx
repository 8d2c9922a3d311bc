import { useState } from 'preact/hooks'
import type { Change, HistoryStep } from '../src/view.ts'
import { Path } from './fields.tsx'
import { counted, readable } from './format.ts'
import { Entry } from './marks.tsx'
import { Value } from './value.tsx'

/** Changes of a step that are shown at first. */
const shortLength = 6

/** How facts and draft came about, tap by tap. */
export function History({
  steps,
  order,
}: {
  readonly steps: readonly HistoryStep[]
  readonly order: readonly string[]
}) {
  return (
    <section>
      <h2>Tap by tap</h2>
      <ol class="history">
        {steps.map((step, index) => (
          <Step key={index} step={step} order={order} />
        ))}
      </ol>
    </section>
  )
}

function Step({ step, order }: { readonly step: HistoryStep; readonly order: readonly string[] }) {
  const { entry, hook, changes, rejection } = step
  const [isWhole, setWhole] = useState(changes.length <= shortLength)
  const shown = isWhole ? changes : changes.slice(0, shortLength)
  return (
    <li>
      <h3>
        <Entry name={entry} order={order} /> <span class="hook">{hook}</span>
      </h3>
      <ul class="diff">
        {rejection === undefined ? null : (
          <li class="removed">
            <span class="sign">×</span> rejects: <Value value={rejection} />
          </li>
        )}
        {changes.length === 0 && rejection === undefined ? <li class="none">changes nothing</li> : null}
        {shown.map((change) => (
          <Difference key={change.path} change={change} />
        ))}
      </ul>
      {isWhole ? null : (
        <button type="button" class="quiet" onClick={() => setWhole(true)}>
          {counted(changes.length - shortLength, 'more change')}
        </button>
      )}
    </li>
  )
}

function Difference({ change }: { readonly change: Change }) {
  const { path } = change
  const isAdded = !('before' in change)
  const isRemoved = !('after' in change)
  const [kind, sign, word] = isAdded
    ? ['added', '+', 'added']
    : isRemoved
      ? ['removed', '−', 'removed']
      : ['changed', '~', 'changed']
  return (
    <li class={kind}>
      <span class="sign" aria-hidden="true">
        {sign}
      </span>
      <span class="hidden">{word}</span> <Path path={path} />{' '}
      {isAdded ? null : (
        <del>
          <Value value={readable(path, change.before)} />
        </del>
      )}{' '}
      {isRemoved ? null : (
        <ins>
          <Value value={readable(path, change.after)} />
        </ins>
      )}
    </li>
  )
}
