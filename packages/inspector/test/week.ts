import type { WeekAnswer, WeekDay, WeekView } from '../src/index.ts'

/** A week with a holiday and a change of the clocks: open on workdays from half past eight to five. */
export function weekOf(): WeekView {
  const dates = ['2026-03-23', '2026-03-24', '2026-03-25', '2026-03-26', '2026-03-27', '2026-03-28', '2026-03-29']
  return { week: '2026-W13', line: 'default', timeZone: 'Europe/Amsterdam', days: dates.map(dayOf) }
}

const open = { kind: 'assistant', language: 'nl', model: 'gpt-5.4', spoken: 'Goedendag.', notes: [] } as const
const shut = {
  kind: 'rejection',
  rejectedBy: 'business-hours',
  reason: 'closed',
  spoken: 'Gesloten.',
  notes: [],
} as const

function dayOf(date: string, index: number): WeekDay {
  const midnight = Date.parse(`${date}T00:00:00+01:00`)
  const isWorkday = index < 5 && index !== 2
  const remarks = index === 2 ? ['a holiday'] : index === 6 ? ['23 hours: the clocks go forward'] : []
  const hours = Array.from({ length: index === 6 ? 23 : 24 }, (_, count) => {
    const at = midnight + count * 3_600_000
    const hour = index === 6 && count >= 2 ? count + 1 : count
    const answer = (from: number, given: typeof open | typeof shut): WeekAnswer => ({ at: from, ...given })
    const isOpen = isWorkday && hour > 8 && hour < 17
    const changes = isWorkday && hour === 8 ? [answer(at + 1_800_000, open)] : []
    return { ...answer(at, isOpen ? open : shut), hour, changes }
  })
  return { date, remarks, hours }
}
