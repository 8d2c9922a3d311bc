import fc from 'fast-check'
import OpeningHours from 'opening_hours'
import { describe, expect, it } from 'vitest'
import { weekTableSchema } from './hours-options.ts'
import { dayMinutes } from './notation.ts'
import { loadOsmHours } from './osm.ts'
import { createSchedule, stateAt } from './schedule.ts'

// the package reads local time: on a machine whose clock is changed in spring it could not tell an hour of the year
process.env.TZ = 'UTC'

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const osmDays = { mon: 'Mo', tue: 'Tu', wed: 'We', thu: 'Th', fri: 'Fr', sat: 'Sa', sun: 'Su' }

/** Up to three spans of a day that do not touch; the last one may go past midnight, but not into the next morning's. */
const spansOfDay = fc
  .uniqueArray(fc.integer({ min: 4 * 60, max: 28 * 60 - 1 }), { minLength: 0, maxLength: 6 })
  .map((minutes) => minutes.sort((one, other) => one - other))
  .map((minutes) => minutes.slice(0, minutes.length - (minutes.length % 2)))
  .map((minutes) => minutes.flatMap((start, index) => (index % 2 === 0 ? [[start, minutes[index + 1] ?? start]] : [])))
  // a span that begins after midnight belongs to the day after, in both notations
  .map((spans) => spans.filter(([start = 0]) => start < dayMinutes))

const weeks = fc.tuple(...days.map(() => spansOfDay))
/** Of the years 2025 to 2027, on the wall clock. */
const wallMinutes = fc.integer({ min: Date.UTC(2025, 0, 1) / 60_000, max: Date.UTC(2028, 0, 1) / 60_000 })

describe('the hours of a random week', () => {
  it('are open when the package opening_hours says so, from its own notation', () => {
    const property = fc.property(weeks, fc.array(wallMinutes, { minLength: 1, maxLength: 30 }), (week, minutes) => {
      const table = Object.fromEntries(days.map((day, index) => [day, (week[index] ?? []).map(spanText)]))
      const dayOn = createSchedule({ hours: weekTableSchema.parse(table).hours })
      const reference = new OpeningHours(osmText(week))
      for (const minute of minutes) {
        expect([shown(minute), stateAt(dayOn, minute) === 'open']).toEqual([
          shown(minute),
          reference.getState(localDate(minute)),
        ])
      }
    })
    fc.assert(property, { numRuns: 150 })
  })

  it('are the same, written as a string of OpenStreetMap', async () => {
    const property = fc.asyncProperty(
      weeks,
      fc.array(wallMinutes, { minLength: 1, maxLength: 10 }),
      async (week, minutes) => {
        const table = Object.fromEntries(days.map((day, index) => [day, (week[index] ?? []).map(spanText)]))
        const written = createSchedule({ hours: weekTableSchema.parse(table).hours })
        const read = createSchedule({ hours: (await loadOsmHours(osmText(week))).hours })
        const states = (dayOn: typeof read) => minutes.map((minute) => [shown(minute), stateAt(dayOn, minute)])
        expect(states(read)).toEqual(states(written))
      },
    )
    await fc.assert(property, { numRuns: 60 })
  })
})

function spanText([start = 0, end = 0]: number[]): string {
  return `${time(start % dayMinutes)}-${time(end % dayMinutes || (end === dayMinutes ? dayMinutes : 0))}`
}

function osmText(week: number[][][]): string {
  const rules = days.map((day, index) => {
    const spans = (week[index] ?? []).map(([start = 0, end = 0]) => `${time(start)}-${time(end)}`)
    return `${osmDays[day]} ${spans.length === 0 ? 'off' : spans.join(',')}`
  })
  // an additional rule, with a comma, leaves the night before alone
  return rules.filter((rule) => !rule.endsWith('off')).join(', ') || 'off'
}

function time(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

/** The wall clock, as local time: the package knows no other. */
function localDate(wallMinute: number): Date {
  const at = new Date(wallMinute * 60_000)
  return new Date(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate(), at.getUTCHours(), at.getUTCMinutes())
}

function shown(wallMinute: number): string {
  return new Date(wallMinute * 60_000).toISOString().slice(0, 16)
}
