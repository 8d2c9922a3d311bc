import { DateTime } from 'luxon'
import { colorsOf, type Stream } from '../terminal.ts'
import { keyOf, type TimetableAnswer } from './answer.ts'
import type { Timetable, TimetableDay } from './timetable.ts'

/** An answer of a week with the letter that stands for it. */
interface Legend {
  readonly letter: string
  readonly answer: TimetableAnswer
  /** Texts of its calls differ, as those that name the hour */
  readonly isVaried: boolean
}

/** Shows a week as a grid, a row for each day and a letter for each hour, with a legend and what changes within an hour. */
export function showTimetable({ week, line, timeZone, days }: Timetable, caller: string, stream: Stream): string[] {
  const { bold, dim } = colorsOf(stream)
  const legends = legendsOf(days)
  const columns = columnsOf(days)
  const letterOf = (answer: TimetableAnswer) => legends.get(keyOf(answer))?.letter ?? '?'
  const paint = (answer: TimetableAnswer) => colorFor(answer, stream)(letterOf(answer))
  const head = columns.map(({ hour, repeat }) =>
    repeat === 0 && hour % 3 === 0 ? String(hour).padStart(2, '0') : '  ',
  )
  const rows = days.map(({ date, hours, remarks }) => {
    const cells = columns.map(({ hour, repeat }) => {
      const cell = hours.filter((one) => one.hour === hour)[repeat]
      return cell === undefined ? '  ' : `${paint(cell)}${cell.changes.length === 0 ? ' ' : '*'}`
    })
    return `${dayName(date)}  ${cells.join('')} ${dim(remarks.join(', '))}`.trimEnd()
  })
  const changes = changesOf(days, timeZone, letterOf)
  return [
    bold(`${week}, line ${line}, ${caller}, by the clock of ${timeZone}`),
    '',
    dim(`            ${head.join('')}`.trimEnd()),
    ...rows,
    '',
    ...[...legends.values()].map((legend) => `${paint(legend.answer)}  ${describe(legend)}`),
    ...(changes.length === 0 ? [] : ['', dim('* changes within the hour'), ...changes]),
  ]
}

function legendsOf(days: readonly TimetableDay[]): Map<string, Legend> {
  const all = days.flatMap(({ hours }) => hours.flatMap((hour) => [hour, ...hour.changes]))
  const legends = new Map<string, Legend>()
  for (const answer of all) {
    const known = legends.get(keyOf(answer))
    const letter = known?.letter ?? letters[Math.min(legends.size, letters.length - 1)] ?? '?'
    const isVaried = known !== undefined && (known.isVaried || known.answer.spoken !== answer.spoken)
    legends.set(keyOf(answer), { letter, answer: known?.answer ?? answer, isVaried })
  }
  return legends
}

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', '?']

/** The hours that the clock shows on any day of the week; one that it shows twice has two columns. */
function columnsOf(days: readonly TimetableDay[]): { hour: number; repeat: number }[] {
  return Array.from({ length: 24 }, (_, hour) => {
    const times = Math.max(...days.map(({ hours }) => hours.filter((one) => one.hour === hour).length))
    return Array.from({ length: times }, (_item, repeat) => ({ hour, repeat }))
  }).flat()
}

function describe({ answer, isVaried }: Legend): string {
  const { spoken, language, model, notes } = answer
  const parts = [sayKind(answer), language && `in ${language}`, model && `with ${model}`, ...notes].filter(Boolean)
  const text = spoken === undefined ? '' : `: ${JSON.stringify(spoken)}${isVaried ? ' or the like' : ''}`
  return `${parts.join(', ')}${text}`
}

function sayKind({ kind, rejectedBy, reason }: TimetableAnswer): string {
  if (kind === 'rejection')
    return `turned away by ${[rejectedBy, reason?.replaceAll('-', ' ')].filter(Boolean).join(', ')}`
  if (kind === 'default') return 'the saved assistant as it is'
  return kind === 'fallback' ? 'the fallback' : 'an assistant'
}

/** `17:30  B → A  Mon Tue Wed`, of each change once. */
function changesOf(
  days: readonly TimetableDay[],
  zone: string,
  letterOf: (answer: TimetableAnswer) => string,
): string[] {
  const daysByChange = new Map<string, string[]>()
  for (const { date, hours } of days) {
    for (const hour of hours) {
      for (const [index, change] of hour.changes.entries()) {
        const before = letterOf(hour.changes[index - 1] ?? hour)
        const time = DateTime.fromMillis(change.at, { zone }).toFormat('HH:mm')
        const words = `${time}  ${before} → ${letterOf(change)}`
        daysByChange.set(words, [...(daysByChange.get(words) ?? []), dayName(date).slice(0, 3)])
      }
    }
  }
  return [...daysByChange].sort().map(([words, names]) => `${words}  ${names.join(' ')}`)
}

function dayName(date: string): string {
  return DateTime.fromISO(date, { locale: 'en-GB' }).toFormat('ccc dd LLL')
}

function colorFor({ kind }: TimetableAnswer, stream: Stream): (text: string) => string {
  const { green, red, yellow, cyan } = colorsOf(stream)
  return { rejection: red, fallback: yellow, default: green }[kind as string] ?? cyan
}
