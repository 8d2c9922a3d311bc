import type { CallDetail } from '../src/view.ts'
import { clockTime, dayOf, ms } from './format.ts'
import { Kind } from './marks.tsx'
import { Value } from './value.tsx'

/** What was decided, in one sentence, what the caller hears, and the numbers. */
export function Decision({ call }: { readonly call: CallDetail }) {
  const { summary, decision, spoken, dialect, remainingMs, refusal } = call
  const { kind, at, line, caller, durationMs, id } = summary
  const remarks: readonly (readonly [string, string | undefined])[] = [
    ['Received', instantOf(at, call)],
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

/** By the clock of the line, and whose that is where the reader has another. */
function instantOf(at: number, { facts }: CallDetail): string {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone
  const zone = facts.find(({ path }) => path === 'timeZone')?.value
  if (typeof zone !== 'string' || zone === own) return `${dayOf(at)}, ${clockTime(at)}`
  return `${dayOf(at, zone)}, ${clockTime(at, zone)} (${zone})`
}
