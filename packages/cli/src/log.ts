import { type Logger, pino } from 'pino'
import { hasColors, type Stream } from './terminal.ts'

/** A logger that can keep its lines back, so that another line comes first. */
export interface HeldLog {
  readonly log: Logger
  /** Ends keeping back: what `first` logs comes out before the kept lines */
  release(first?: () => void): void
}

/**
 * Logs to a stream: one JSON object a line, or in readable form on a terminal. Lines are kept back until `release`.
 *
 * @param least The lowest level that is written
 */
export async function createLog(stream: Stream, least: 'info' | 'warn' = 'info'): Promise<HeldLog> {
  const out = stream.isTTY ? await readable(stream) : stream
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
