import { type Logger, pino } from 'pino'
import { hasColors, type Stream } from './terminal.ts'

/** A logger that can keep its lines back, so that another line comes first. */
export interface HeldLog {
  readonly log: Logger
  /** Ends keeping back: what `first` logs comes out before the kept lines */
  release(first?: () => void): void
}

/** One JSON object a line, or lines for people. */
export type LogForm = 'json' | 'readable'

/**
 * Logs to a stream. Lines are kept back until `release`.
 *
 * @param least The lowest level that is written
 * @param form On a terminal `readable` where absent, else `json`
 */
export async function createLog(
  stream: Stream,
  least: 'info' | 'warn' = 'info',
  form: LogForm = stream.isTTY ? 'readable' : 'json',
): Promise<HeldLog> {
  const out = form === 'readable' ? await readable(stream) : stream
  let kept: string[] | undefined = []
  const destination = {
    write(line: string) {
      if (kept === undefined) out.write(line)
      else kept.push(line)
    },
  }
  const log = pino(
    { level: least, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level } },
    destination,
  )
  return {
    log,
    release(first) {
      const lines = kept ?? []
      kept = undefined
      first?.()
      for (const line of lines) out.write(line)
    },
  }
}

function level(label: string) {
  return { level: label }
}

async function readable(stream: Stream) {
  // most hosts log to a file or a collector and need it never
  const { default: pretty } = await import('pino-pretty')
  return pretty({ colorize: hasColors(stream), sync: true, destination: stream, ignore: 'pid,hostname' })
}
