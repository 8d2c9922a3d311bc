import type { CallDetail } from '../src/view.ts'
import { clockTime, dayOf, ms } from './format.ts'
import { Kind } from './marks.tsx'
import { Value } from './value.tsx'

/** What was decided, in one sentence, what the caller hears, and the numbers. */
export function Decision({ call }: { readonly call: CallDetail }) {
  const { summary, decision, spoken, dialect, remainingMs, refusal } = call
  const { kind, at, line, caller, durationMs, id } = summary
  const remarks: readonly (readonly [string, string | undefined])[] = [
    ['Received', `${dayOf(at)}, ${clockTime(at)}`],
    ['Line', line],
    ['Caller', caller],
    ['Dialect', dialect],
    ['Took', durationMs === undefined ? undefined : `${ms(durationMs)} ms`],
    ['Left', remainingMs === undefined ? undefined : `${ms(remainingMs)} ms before the deadline`],
    ['Exchange', id === '' || kind === 'refused' ? undefined : id],
  ]
  return (
    <section class={`decision ${kind}`}>
      <Kind kind={kind} />
      <h1>{decision}</h1>
      {spoken === undefined ? null : (
        <blockquote>
          <Value value={spoken} />
        </blockquote>
      )}
      {refusal === undefined ? null : <p class="remark">{refusal.hint}</p>}
      <dl class="facts">
        {remarks.map(([name, value]) =>
          value === undefined ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
    </section>
  )
}
