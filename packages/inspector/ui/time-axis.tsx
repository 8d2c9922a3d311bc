import type { TapTrace } from '@preanswer/core'
import { ms } from './format.ts'
import { Entry, OutcomeMark } from './marks.tsx'

export interface TimeAxisProps {
  readonly taps: readonly TapTrace[]
  /** When the response was ready */
  readonly durationMs: number
  /** When it had to be */
  readonly allowedMs: number
  readonly order: readonly string[]
}

/** Each tap on the axis of time: when it ran, what it was given, where it computed and where it waited. */
export function TimeAxis({ taps, durationMs, allowedMs, order }: TimeAxisProps) {
  const endMs =
    Math.max(durationMs, ...taps.map((tap) => tap.startMs + Math.max(tap.durationMs, tap.lateMs ?? 0))) * 1.04
  const at = (value: number) => `${(value / endMs) * 100}%`
  return (
    <section>
      <h2>Time</h2>
      <table class="axis">
        <thead>
          <tr>
            <th scope="col">Hook</th>
            <th scope="col">Plugin</th>
            <th scope="col" class="ticks">
              <span class="hidden">From the arrival of the webhook</span>
              {ticksTo(endMs).map((tick) => (
                <span key={tick} class="tick" style={{ left: at(tick) }} aria-hidden="true">
                  {tick.toLocaleString('en')}
                  {tick === 0 ? ' ms' : ''}
                </span>
              ))}
            </th>
            <th scope="col">Outcome</th>
            <th scope="col" class="number">
              ms
            </th>
            <th scope="col" class="number">
              CPU
            </th>
            <th scope="col" class="number">
              Budget
            </th>
          </tr>
        </thead>
        <tbody>
          {taps.map((tap, index) => (
            <tr key={index} class={tap.hook === taps[index - 1]?.hook ? '' : 'first'}>
              <th scope="row">
                {tap.hook === taps[index - 1]?.hook ? <span class="hidden">{tap.hook}</span> : tap.hook}
              </th>
              <td>
                <Entry name={tap.entry} order={order} />
              </td>
              <td class="run">
                <Run tap={tap} at={at} />
                <span
                  class="response"
                  style={{ left: at(durationMs) }}
                  title={`the response, after ${ms(durationMs)} ms`}
                />
                {allowedMs > endMs ? null : (
                  <span class="deadline" style={{ left: at(allowedMs) }} title="the deadline" />
                )}
              </td>
              <td class="outcome">
                <OutcomeMark outcome={tap.outcome} /> {describeOutcome(tap)}
              </td>
              <td class="number">{ms(tap.durationMs)}</td>
              <td class="number">{ms(tap.syncMs)}</td>
              <td class="number">{ms(tap.budgetMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul class="legend" aria-label="Legend">
        <li class="cpu">computes</li>
        <li class="wait">waits</li>
        <li class="budget">budget</li>
        <li class="abort">given up</li>
        <li class="late">answered too late</li>
        <li class="response">response</li>
      </ul>
    </section>
  )
}

function Run({ tap, at }: { readonly tap: TapTrace; at(value: number): string }) {
  const { startMs, durationMs, syncMs, budgetMs, outcome, lateMs } = tap
  if (outcome === 'skipped') return null
  return (
    <>
      <span class="budget" style={{ left: at(startMs), width: at(budgetMs) }} />
      <span class={`run-bar ${outcome}`} style={{ left: at(startMs), width: at(durationMs) }}>
        <span
          class="cpu"
          style={{ width: `${durationMs === 0 ? 100 : Math.min(100, (syncMs / durationMs) * 100)}%` }}
        />
      </span>
      {outcome === 'timed-out' ? (
        <span class="abort" style={{ left: at(startMs + durationMs) }} title="given up" />
      ) : null}
      {lateMs === undefined ? null : (
        <span class="late" style={{ left: at(startMs + lateMs) }} title={`answered after ${ms(lateMs)} ms, too late`} />
      )}
    </>
  )
}

function describeOutcome({ outcome, reason, breaker, onFailure, notes, error, lateMs }: TapTrace): string {
  const remarks = [
    ...new Set([reason, error?.name, ...notes]),
    breaker === undefined ? undefined : `breaker ${breaker.state}`,
    onFailure === undefined ? undefined : `${onFailure} instead`,
    lateMs === undefined ? undefined : `answered after ${ms(lateMs)} ms`,
  ].filter((remark) => remark !== undefined)
  return remarks.length === 0 ? outcome : `${outcome}: ${remarks.join(', ')}`
}

/** Round numbers, five or so. */
function ticksTo(endMs: number): number[] {
  const rough = endMs / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough
  return Array.from({ length: Math.floor(endMs / step) + 1 }, (_, index) => Number((index * step).toPrecision(6)))
}
