import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { SetupContext } from '@preanswer/core'
import type { Closure, DateRange } from './closures.ts'
import { dayMinutes } from './notation.ts'

/** Where closures stand: in a file, from the config's folder, or at a URL. */
export type CalendarSource = { readonly refreshMs: number } & (
  | { readonly file: string; readonly url?: undefined }
  | { readonly file?: undefined; readonly url: string; readonly headers: Readonly<Record<string, string>> }
)

/** Calendars that are read again and again in the background. */
export interface Calendars {
  /** Of the last good copies */
  closures(): readonly Closure[]
  /** What is looked at now: from last month for two years */
  range(): DateRange
}

/** Most that is read of a calendar. */
const maximumBytes = 1_000_000

/** ms that fetching may take, and then reading. */
const timeoutMs = 4_000

/** ms after which a calendar that could not be read is tried again. */
const retryMs = 60_000

/**
 * Reads calendars, and goes on reading them until the host closes. One that fails later keeps its last good copy.
 *
 * @param onChange Called each time after one was read again
 * @throws {Error} when a file cannot be read at start. A URL that fails then is reported, and tried again
 */
export async function openCalendars(
  sources: readonly CalendarSource[],
  { baseDir, log, report, signal }: SetupContext,
  onChange: () => void,
): Promise<Calendars> {
  const copies: (readonly Closure[])[] = sources.map(() => [])
  const timers: (NodeJS.Timeout | undefined)[] = []
  const failing = new Set<number>()
  signal.addEventListener('abort', () => timers.forEach(clearTimeout))

  async function readAgain(source: CalendarSource, index: number): Promise<void> {
    try {
      copies[index] = await readCalendar(source, baseDir, signal)
      if (failing.delete(index)) log.info({ calendar: index }, 'a calendar can be read again')
      onChange()
    } catch (error) {
      if (signal.aborted) return
      // once for each time that it goes wrong
      if (!failing.has(index)) {
        log.warn({ calendar: index, reason: reasonOf(error) }, 'a calendar cannot be read: its last good copy stays')
      }
      failing.add(index)
    }
    wait(source, index)
  }

  function wait(source: CalendarSource, index: number): void {
    const ms = failing.has(index) ? Math.min(retryMs, source.refreshMs) : source.refreshMs
    timers[index] = setTimeout(() => void readAgain(source, index), ms).unref()
  }

  async function readFirst(source: CalendarSource, index: number): Promise<void> {
    try {
      copies[index] = await readCalendar(source, baseDir, signal)
    } catch (error) {
      if (source.file !== undefined) {
        throw new Error(`calendars.${index}: ${source.file} cannot be read: ${reasonOf(error)}`, { cause: error })
      }
      failing.add(index)
      report({
        severity: 'warning',
        code: 'calendar-unread',
        path: ['calendars', index],
        message: `the calendar cannot be read now, and closes nothing until it can: ${reasonOf(error)}`,
        hint: 'open its address in a browser: it has to be a public or secret address in iCal format',
      })
    }
  }

  await Promise.all(sources.map(readFirst))
  sources.forEach(wait)
  return { closures: () => copies.flat(), range: rangeNow }
}

function rangeNow(): DateRange {
  const today = Math.floor(Date.now() / (dayMinutes * 60_000))
  return { first: today - 31, last: today + 730 }
}

async function readCalendar(source: CalendarSource, baseDir: string, signal: AbortSignal): Promise<Closure[]> {
  const text =
    source.file === undefined ? await fetchText(source, signal) : await readText(resolve(baseDir, source.file))
  return parseOnThread(text, signal)
}

async function readText(path: string): Promise<string> {
  const file = await open(path)
  try {
    return await textOf(file.createReadStream({ end: maximumBytes }))
  } finally {
    await file.close()
  }
}

async function fetchText(source: Extract<CalendarSource, { url: string }>, signal: AbortSignal): Promise<string> {
  return inTime(signal, async (limit) => {
    const response = await fetch(source.url, { headers: source.headers, signal: limit })
    if (!response.ok || response.body === null) {
      await response.body?.cancel()
      throw new Error(`the answer is ${response.status}`)
    }
    return await textOf(response.body)
  })
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.byteLength
    if (bytes > maximumBytes) throw new Error(`it is larger than ${maximumBytes} bytes`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/** A calendar from outside may repeat an event every second for a century: that must not hold the thread of the calls. */
async function parseOnThread(text: string, signal: AbortSignal): Promise<Closure[]> {
  // the same file, seen from `src` and from `dist`
  const worker = new Worker(new URL('../dist/calendar-worker.js', import.meta.url), {
    workerData: { text, range: rangeNow() },
    resourceLimits: { maxOldGenerationSizeMb: 128 },
  })
  try {
    const [closures] = await inTime(signal, (limit) => once(worker, 'message', { signal: limit }))
    return closures
  } finally {
    await worker.terminate()
  }
}

async function inTime<Value>(signal: AbortSignal, run: (limit: AbortSignal) => Promise<Value>): Promise<Value> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), timeoutMs)
  try {
    return await run(AbortSignal.any([signal, late.signal]))
  } catch (error) {
    // not as an AbortError: a file that cannot be read in time is a mistake, no outage
    throw late.signal.aborted ? new Error(`it takes longer than ${timeoutMs} ms`) : error
  } finally {
    clearTimeout(timer)
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
