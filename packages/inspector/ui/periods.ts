import type { WeekAnswer, WeekDay, WeekView } from '../src/view.ts'

/** A stretch of a day with one answer, by the clock of the line. */
export interface Period {
  readonly answer: WeekAnswer
  /** Of the answer in its week */
  readonly letter: string
  /** Its place among the answers of the week */
  readonly index: number
  /** Minutes since midnight, as the clock shows them */
  readonly from: number
  readonly to: number
  /** The clock shows this time for the second time */
  readonly isAgain: boolean
}

/** An answer and the letter that stands for it in a week. */
export interface Lettered {
  readonly letter: string
  readonly answer: WeekAnswer
}

/** Answers that differ, in the order in which they come, each with a letter. */
export function letteredAnswers({ days }: WeekView): readonly Lettered[] {
  const answers = new Map<string, WeekAnswer>()
  for (const answer of days.flatMap(({ hours }) => hours).flatMap((hour) => [hour, ...hour.changes])) {
    const key = keyOf(answer)
    if (!answers.has(key)) answers.set(key, answer)
  }
  return [...answers.values()].map((answer, index) => ({ letter: letters[index] ?? '·', answer }))
}

/** A day as the stretches of time in which its answer stays the same. */
export function periodsOf({ hours }: WeekDay, answers: readonly Lettered[]): Period[] {
  const periods: Period[] = []
  for (const [index, hour] of hours.entries()) {
    const isAgain = hours.findIndex((other) => other.hour === hour.hour) < index
    const starts = [hour, ...hour.changes].map((answer) => ({
      answer,
      from: hour.hour * 60 + (answer.at - hour.at) / 60_000,
    }))
    for (const [part, { answer, from }] of starts.entries()) {
      const to = starts[part + 1]?.from ?? hour.hour * 60 + 60
      const last = periods.at(-1)
      const goesOn = last?.to === from && last.isAgain === isAgain && keyOf(last.answer) === keyOf(answer)
      if (last !== undefined && goesOn) periods[periods.length - 1] = { ...last, to }
      else periods.push({ answer, ...placeOf(answer, answers), from, to, isAgain })
    }
  }
  return periods
}

/** `17:30`; the end of a day is `24:00`. */
export function clockOf(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** An answer in a few words. */
export function describeAnswer({ kind, reason, rejectedBy, language, model, notes }: WeekAnswer): string {
  const what = kind === 'rejection' ? [reason ?? rejectedBy ?? kind] : kind === 'default' ? ['saved assistant'] : []
  const words = [...what, ...notes, language, model].filter((word) => word !== undefined)
  return words.length === 0 ? kind : words.join(' · ')
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

function placeOf(answer: WeekAnswer, answers: readonly Lettered[]): Pick<Period, 'letter' | 'index'> {
  const index = answers.findIndex((lettered) => keyOf(lettered.answer) === keyOf(answer))
  return { index, letter: answers[index]?.letter ?? '·' }
}

/** Texts do not tell answers apart: a greeting may name the hour. */
function keyOf({ kind, rejectedBy, reason, language, model, notes }: WeekAnswer): string {
  return JSON.stringify([kind, rejectedBy, reason, language, model, notes])
}
