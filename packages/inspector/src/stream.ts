import { PassThrough } from 'node:stream'
import type { Context } from 'koa'
import type { CallSummary } from './view.ts'

/** Pages that may listen at once. */
const maximumListeners = 50

/** ms in which pages are told once: a call at once, and those that come right after it together. */
const gatherMs = 20

/** ms between signs of life, so that both ends notice a connection that is gone. */
const beatMs = 15_000

/** Bytes that wait for a page that does not read; it is let go and comes again. */
const maximumBacklog = 4 * 1024 * 1024

/** Tells pages of calls as they come: server-sent events. */
export class CallStream {
  readonly #listeners = new Set<PassThrough>()
  #gathered: CallSummary[] = []
  #telling: NodeJS.Timeout | undefined
  readonly #beating = setInterval(() => this.#write(': beat\n\n'), beatMs).unref()

  /** @returns whether there is room for one more */
  open(context: Context): boolean {
    if (this.#listeners.size >= maximumListeners) return false
    const listener = new PassThrough()
    this.#listeners.add(listener)
    listener.once('close', () => this.#listeners.delete(listener))
    context.type = 'text/event-stream'
    // a proxy that buffers would hold calls back
    context.set({ 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' })
    context.body = listener
    listener.write('retry: 1000\n\n')
    return true
  }

  /** @param summarize Asked only when a page listens */
  tell(summarize: () => CallSummary): void {
    if (this.#listeners.size === 0) return
    this.#gathered.push(summarize())
    if (this.#telling === undefined) this.#tellGathered()
  }

  close(): void {
    clearInterval(this.#beating)
    clearTimeout(this.#telling)
    for (const listener of this.#listeners) listener.end()
  }

  #tellGathered(): void {
    this.#telling = undefined
    if (this.#gathered.length === 0) return
    this.#write(`event: calls\ndata: ${JSON.stringify(this.#gathered)}\n\n`)
    this.#gathered = []
    this.#telling = setTimeout(() => this.#tellGathered(), gatherMs).unref()
  }

  #write(text: string): void {
    for (const listener of this.#listeners) {
      if (listener.writableLength > maximumBacklog) listener.destroy()
      else listener.write(text)
    }
  }
}
