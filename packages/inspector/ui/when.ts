/** A time that people ask about, as a field of a form takes it. */
export interface Preset {
  readonly name: string
  /** `2026-12-24T20:00`; empty is now */
  readonly at: string
}

/** Times at which hosts get things wrong, the next ones from here. */
export function presetsAt(now: Date): Preset[] {
  const yearOf = (month: number, day: number) =>
    now.getFullYear() + (new Date(now.getFullYear(), month - 1, day + 1) <= now ? 1 : 0)
  const saturday = new Date(now.getFullYear(), now.getMonth(), now.getDate() + ((6 - now.getDay() + 7) % 7))
  return [
    { name: 'Now', at: '' },
    { name: 'Tonight, 20:00', at: atTime(now, 20) },
    { name: 'Saturday, 11:00', at: atTime(saturday, 11) },
    { name: 'Christmas Eve, 20:00', at: atTime(new Date(yearOf(12, 24), 11, 24), 20) },
    { name: 'New Year’s Day, 10:00', at: atTime(new Date(yearOf(1, 1), 0, 1), 10) },
  ]
}

function atTime(day: Date, hour: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T${two(hour)}:00`
}
