import { useState } from 'preact/hooks'
import type { HostView, WeekView as Week, WeekCell } from '../src/view.ts'
import type { ViewProps } from './app.tsx'
import { Kind } from './marks.tsx'
import { replaceQuery } from './route.ts'
import { useServer } from './server.ts'
import { Value } from './value.tsx'

/** What a caller would get, hour by hour, over a week. */
export function WeekView({ route }: ViewProps) {
  const host = useServer<HostView>('host').value
  const query = {
    line: route.query.get('line') ?? '',
    from: route.query.get('from') ?? '',
    week: route.query.get('week') ?? '',
  }
  const { value: week, error } = useServer<Week>(`week?${new URLSearchParams(query)}`)
  const set = (key: keyof typeof query) => (event: Event) => {
    replaceQuery('week', { ...query, [key]: (event.currentTarget as HTMLInputElement).value })
  }
  return (
    <section class="week">
      <h1>Week</h1>
      <search class="filter">
        <label class="choice">
          Line
          <select value={query.line} onChange={set('line')}>
            {host?.lines.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label class="choice">
          Week
          <input type="week" value={query.week} onChange={set('week')} />
        </label>
      </search>
      {error === undefined ? null : <p class="empty">{error}</p>}
      {week === undefined ? null : <Grid week={week} />}
    </section>
  )
}

function Grid({ week }: { readonly week: Week }) {
  const answers = distinct(week)
  const [chosen, setChosen] = useState<string>()
  const hours = Array.from({ length: 24 }, (_, hour) => hour)
  return (
    <>
      <p class="remark">
        {week.line}, {week.timeZone}
      </p>
      <table class="grid">
        <thead>
          <tr>
            <th scope="col">
              <span class="hidden">Hour</span>
            </th>
            {week.days.map(({ date, remarks }) => (
              <th key={date} scope="col">
                <span class="weekday">{weekdayOf(date)}</span> {date.slice(8)}
                {remarks.map((remark) => (
                  <small key={remark}>{remark}</small>
                ))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {hours.map((hour) => (
            <tr key={hour}>
              <th scope="row">{String(hour).padStart(2, '0')}</th>
              {week.days.map(({ date, hours }) => {
                const cell = hours[hour]
                const letter = cell === undefined ? '' : letterOf(answers, cell)
                return (
                  <td
                    key={date}
                    class={`cell ${cell?.kind ?? 'none'}`}
                    data-answer={letter}
                    data-dimmed={chosen !== undefined && chosen !== letter}
                  >
                    {letter}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <ul class="answers">
        {[...answers.values()].map(({ letter, cell }) => (
          <li key={letter}>
            <button
              type="button"
              class="quiet"
              aria-pressed={chosen === letter}
              onClick={() => setChosen(chosen === letter ? undefined : letter)}
            >
              <span class={`cell ${cell.kind}`}>{letter}</span>
            </button>
            <Kind kind={cell.kind} /> {[cell.reason, cell.language, cell.model].filter(Boolean).join(' · ')}
            {cell.spoken === undefined ? null : (
              <q>
                <Value value={cell.spoken} />
              </q>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

type Answers = ReadonlyMap<string, { readonly letter: string; readonly cell: WeekCell }>

/** Answers that differ, in the order in which they come, with a letter each. */
function distinct({ days }: Week): Answers {
  const answers = new Map<string, { letter: string; cell: WeekCell }>()
  for (const cell of days.flatMap(({ hours }) => hours)) {
    const key = keyOf(cell)
    if (!answers.has(key)) answers.set(key, { letter: letters[answers.size] ?? '·', cell })
  }
  return answers
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

function letterOf(answers: Answers, cell: WeekCell): string {
  return answers.get(keyOf(cell))?.letter ?? ''
}

function keyOf({ at: _, ...answer }: WeekCell): string {
  return JSON.stringify(answer)
}

function weekdayOf(date: string): string {
  return new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' }).format(Date.parse(date))
}
