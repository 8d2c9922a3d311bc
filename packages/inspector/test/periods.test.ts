import { describe, expect, it } from 'vitest'
import { clockOf, letteredAnswers, periodsOf } from '../ui/periods.ts'
import { weekOf } from './week.ts'

describe('periodsOf', () => {
  const week = weekOf()
  const answers = letteredAnswers(week)
  const shown = (index: number) =>
    week.days
      .slice(index, index + 1)
      .flatMap((day) =>
        periodsOf(day, answers).map(({ letter, from, to }) => `${clockOf(from)}-${clockOf(to)} ${letter}`),
      )

  it.each([
    { index: 0, day: 'a workday, to the minute', expected: ['00:00-08:30 A', '08:30-17:00 B', '17:00-24:00 A'] },
    { index: 2, day: 'a holiday', expected: ['00:00-24:00 A'] },
    { index: 6, day: 'a day on which the clocks go forward', expected: ['00:00-02:00 A', '03:00-24:00 A'] },
  ])('has the hours of $day', ({ index, expected }) => {
    expect(shown(index)).toEqual(expected)
  })

  it('tells an hour that the clock shows twice', () => {
    const [day] = week.days
    const hours = [0, 1, 2, 2, 3].map((hour, index) => ({
      ...(day?.hours[0] ?? never()),
      at: index * 3_600_000,
      hour,
      changes: [],
    }))
    const periods = periodsOf({ date: '2026-10-25', remarks: [], hours }, answers)
    expect(periods.map(({ from, to, isAgain }) => [from, to, isAgain])).toEqual([
      [0, 180, false],
      [120, 180, true],
      [180, 240, false],
    ])
  })
})

function never(): never {
  throw new Error('the week has days')
}
