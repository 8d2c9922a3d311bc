/** Where the host logs: pino fits, and so does any object with these four methods. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Warnings and errors to stderr, one JSON object a line; nothing else. The default of an embedded host. */
export const stderrLogger: Logger = {
  debug() {},
  info() {},
  warn(fields, message) {
    writeLine('warn', fields, message)
  },
  error(fields, message) {
    writeLine('error', fields, message)
  },
}

/**
 * Wraps a logger so that nothing a plugin logs can carry a phone number or take the host down: numbers are masked in
 * every string, values are copied as plain data, and an error in the logger is swallowed.
 *
 * @param fields Added to each line, as the entry's name
 */
export function redactingLogger(log: Logger, fields: object = {}): Logger {
  const write = (level: keyof Logger) => (details: unknown, message?: unknown) => {
    // plugin authors forget the object now and then; the text alone is a line too
    const [data, text] = typeof details === 'string' ? [undefined, details] : [details, message]
    try {
      log[level]({ ...readable(data), ...fields }, maskNumbers(typeof text === 'string' ? text : ''))
    } catch {}
  }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

/**
 * What may be logged of an error: its class and the frames of its stack. The message stays out, as it may quote a
 * caller's number or name.
 */
export function describeError(error: unknown): { name: string; frames: string[] } {
  try {
    if (!(error instanceof Error)) return { name: error === null ? 'null' : typeof error, frames: [] }
    const name = /^[A-Za-z_$][\w$]{0,63}$/.test(error.name) ? maskNumbers(error.name) : 'Error'
    return { name, frames: framesOf(error).slice(0, 8) }
  } catch {
    return { name: 'unreadable', frames: [] }
  }
}

/** Digits that could be a phone number, with what people write between them, become `[number]`. */
export function maskNumbers(text: string): string {
  return text.replace(/\+?\p{Nd}(?:[\s()./_\p{Pd}]{0,3}\p{Nd}){6,}/gu, '[number]')
}

/**
 * A caller that people can tell from others and nobody can ring: calling code and last two digits, `+31•••••••78`. Of a
 * number with fewer than seven digits after the code only that is left. For screens, never for logs.
 *
 * @param number E.164; what is none, as `undefined` for a withheld number, is `withheld`
 */
export function maskNumber(number: string | undefined): string {
  const [, code, own] = callingCode.exec(number ?? '') ?? []
  if (code === undefined || own === undefined) return 'withheld'
  const shown = own.length < 7 ? 0 : 2
  return `+${code}${'•'.repeat(own.length - shown)}${own.slice(own.length - shown)}`
}

/** ITU-T E.164 gives one digit to zones 1 and 7, two to the countries listed, three to all others. */
const callingCode = /^\+([17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[2-689]\d\d)(\d{3,14})$/

function writeLine(level: 'warn' | 'error', fields: object, message: string): void {
  process.stderr.write(`${JSON.stringify(Object.assign({ level }, fields, { level, message }))}\n`)
}

/** Lines of the stack that are places in code; what else stands there may come from the message. */
function framesOf({ stack, message }: Error): string[] {
  const text = String(stack ?? '')
  const at = message === '' ? -1 : text.indexOf(message)
  return text
    .slice(at < 0 ? 0 : at + message.length)
    .split('\n')
    .filter((line) => /^\s+at .*(?::\d+:\d+|<anonymous>)\)?$/.test(line))
    .map((line) => maskNumbers(line.trim()).slice(0, 300))
}

/** Fields that can be logged; a getter that throws costs the fields, not the line. */
function readable(data: unknown): object {
  try {
    return redact(data, 0, { values: 0 }) as object
  } catch {
    return { fields: 'unreadable' }
  }
}

/** Most values that are looked at in one line, lest a socket or a request brings the whole process with it. */
const maximumValues = 1_000

function redact(value: unknown, depth: number, seen: { values: number }): unknown {
  seen.values += 1
  if (typeof value === 'string') return isUuid(value) ? value : maskNumbers(value)
  if (typeof value === 'number') return Math.abs(value) >= 1e6 ? '[number]' : value
  if (typeof value === 'bigint') return '[number]'
  if (value instanceof Error) return describeError(value)
  if (typeof value !== 'object' || value === null)
    return typeof value === 'boolean' || value === null ? value : undefined
  if (depth > 4 || seen.values > maximumValues) return '[deep]'
  if (ArrayBuffer.isView(value)) return '[bytes]'
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redact(item, depth + 1, seen))
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, 50)
      .map(([key, item]) => [maskNumbers(key), redact(item, depth + 1, seen)]),
  )
}

/** Random ids, as the exchanges have, are full of digits and nobody's number. */
function isUuid(text: string): boolean {
  return /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(text)
}
