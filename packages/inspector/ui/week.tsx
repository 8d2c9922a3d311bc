import { useState } from 'preact/hooks'
import type { HostView, WeekView as Week, WeekDay } from '../src/view.ts'
import type { ViewProps } from './app.tsx'
import { Kind } from './marks.tsx'
import { clockOf, describeAnswer, type Lettered, letteredAnswers, type Period, periodsOf } from './periods.ts'
import { href, replaceQuery } from './route.ts'
import { useServer } from './server.ts'
import { Value } from './value.tsx'

/** What a caller would get, hour by hour, over a week. */
export function WeekView({ route }: ViewProps) {
  const host = useServer<HostView>('host').value
  const of = (key: string) => route.query.get(key) ?? ''
  const query = { line: of('line'), from: of('from'), week: of('week') }
  const { value: week, error } = useServer<Week>(`week?${new URLSearchParams(query)}`)
  const set = (key: keyof typeof query) => (event: Event) => {
    replaceQuery('week', { ...query, [key]: (event.currentTarget as HTMLInputElement).value })
  }
  return (
    <section class="week">
      <h1>What a caller would get{week === undefined ? '' : `, ${titleOf(week)}`}</h1>
      <search class="filter">
        <label class="choice">
          Line
          <select value={query.line} onChange={set('line')}>
            {host?.lines.map(({ name }, index) => (
              <option key={name} value={index === 0 ? '' : name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label class="choice">
          Caller
          <input type="tel" placeholder="withheld" value={query.from} onChange={set('from')} />
        </label>
        <label class="choice">
          Week
          <input type="week" value={query.week === '' ? week?.week : query.week} onChange={set('week')} />
        </label>
      </search>
      {error === undefined ? null : <p class="empty">{error}</p>}
      {week === undefined && error === undefined ? <p class="empty">The calls of a week are being tried…</p> : null}
      {week === undefined ? null : <Calendar week={week} line={query.line} />}
    </section>
  )
}

function Calendar({ week, line }: { readonly week: Week; readonly line: string }) {
  const [chosen, setChosen] = useState<string>()
  const answers = letteredAnswers(week)
  return (
    <>
      <div class="calendar">
        <ol class="clock" aria-hidden="true">
          {[0, 3, 6, 9, 12, 15, 18, 21].map((hour) => (
            <li key={hour} style={{ top: `${(hour / 24) * 100}%` }}>
              {clockOf(hour * 60)}
            </li>
          ))}
        </ol>
        {week.days.map((day) => (
          <Day key={day.date} day={day} answers={answers} chosen={chosen} line={line} />
        ))}
      </div>
      <h2>Answers</h2>
      <ul class="answers">
        {answers.map(({ letter, answer }, index) => (
          <li key={letter}>
            <button
              type="button"
              class={`letter ${answer.kind}`}
              data-hue={index % 8}
              aria-pressed={chosen === letter}
              aria-label={`Show where ${letter} is given`}
              onClick={() => setChosen(chosen === letter ? undefined : letter)}
            >
              {letter}
            </button>
            <Kind kind={answer.kind} />
            <span>{describeAnswer(answer)}</span>
            {answer.spoken === undefined ? null : (
              <q>
                <Value value={answer.spoken} />
              </q>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

interface DayProps {
  readonly day: WeekDay
  readonly answers: readonly Lettered[]
  /** The letter that somebody wants to see */
  readonly chosen: string | undefined
  readonly line: string
}

function Day({ day, answers, chosen, line }: DayProps) {
  const { date, remarks } = day
  return (
    <section class="day">
      <h2>
        <span class="weekday">{weekdayOf(date)}</span> {Number(date.slice(8))}
        {remarks.map((remark) => (
          <small key={remark}>{remark}</small>
        ))}
      </h2>
      <ol>
        {periodsOf(day, answers).map((period) => (
          <Block
            key={period.answer.at}
            period={period}
            isDimmed={chosen !== undefined && chosen !== period.letter}
            address={href('ask', { at: `${date}T${clockOf(period.from)}`, line })}
          />
        ))}
      </ol>
    </section>
  )
}

interface BlockProps {
  readonly period: Period
  readonly isDimmed: boolean
  /** Where somebody may ask about it */
  readonly address: string
}

function Block({ period, isDimmed, address }: BlockProps) {
  const { answer, letter, index, from, to, isAgain } = period
  const size = to - from < 20 ? ' tiny' : to - from < 60 ? ' short' : ''
  const style = { top: `${(from / 1_440) * 100}%`, height: `${((to - from) / 1_440) * 100}%` }
  return (
    <li
      class={`block ${answer.kind}${size}${isAgain ? ' again' : ''}${isDimmed ? ' dimmed' : ''}`}
      data-hue={index % 8}
      style={style}
    >
      <a href={address} title={`${clockOf(from)} to ${clockOf(to)}: ${describeAnswer(answer)}`}>
        <b>{letter}</b>
        <span class="hours">
          {clockOf(from)}–{clockOf(to)}
        </span>
        <span class="what">{describeAnswer(answer)}</span>
      </a>
    </li>
  )
}

function titleOf({ week, line, timeZone }: Week): string {
  return `week ${Number(week.slice(6))} of ${week.slice(0, 4)}, on the line ${line} (${timeZone})`
}

function weekdayOf(date: string): string {
  return new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' }).format(Date.parse(date))
}
