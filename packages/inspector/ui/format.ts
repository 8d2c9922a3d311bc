/** `14:03:22.480`, in the time zone of the reader where no other is given. */
export function clockTime(at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZone,
  }).format(at)
}

/** `Thu, 24 Dec 2026`. */
export function dayOf(at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone,
  }).format(at)
}

/** `0.42`, `12.3`, `1,204`: three digits tell enough. */
export function ms(value: number): string {
  if (value < 1) return value.toFixed(2)
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en')
}

/** A value as text: strings as they are, everything else as JSON, lists of plain values on one line. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  const isPlainList = Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null)
  return isPlainList ? value.map((item) => JSON.stringify(item)).join(', ') : JSON.stringify(value, undefined, 2)
}

/** `1 call`, `2 calls`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}

/** An instant is counted in ms since 1970, and nobody reads that. */
export function readable(path: string, value: unknown): unknown {
  return /At$/.test(path) && typeof value === 'number' && value > 1e11 ? new Date(value).toISOString() : value
}
