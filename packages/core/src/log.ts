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
    process.stderr.write(`${JSON.stringify({ level: 'warn', ...fields, message })}\n`)
  },
  error(fields, message) {
    process.stderr.write(`${JSON.stringify({ level: 'error', ...fields, message })}\n`)
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
    try {
      // plugin authors forget the object now and then; the text alone is a line too
      const [data, text] = typeof details === 'string' ? [{}, details] : [details, message]
      log[level]({ ...(redact(data, 0) as object), ...fields }, maskNumbers(String(text ?? '')))
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
    const name = /^\w{1,64}$/.test(error.name) ? error.name : 'Error'
    const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
    return { name, frames: frames.slice(0, 8).map((frame) => frame.trim().slice(0, 300)) }
  } catch {
    return { name: 'unreadable', frames: [] }
  }
}

/** Digits that could be a phone number, with what people write between them, become `[number]`. */
export function maskNumbers(text: string): string {
  return text.replace(/\+?\d(?:[\s().-]?\d){6,}/g, '[number]')
}

function redact(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return maskNumbers(value)
  if (typeof value === 'number' && Number.isSafeInteger(value) && Math.abs(value) >= 1e6) return '[number]'
  if (typeof value === 'bigint') return '[number]'
  if (value instanceof Error) return describeError(value)
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value
  if (depth > 4) return '[deep]'
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redact(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, 50)
      .map(([key, item]) => [maskNumbers(key), redact(item, depth + 1)]),
  )
}
