import { createHook } from 'node:async_hooks'
import { inPlugin, type Probe } from './probe.ts'
import { turns } from './turns.ts'

/** What a plugin may open, by the names that Node has for it. Open files are not among them: nobody knows whose they are. */
const kinds: Readonly<Record<string, string>> = {
  Timeout: 'a timer',
  TCPWRAP: 'a socket',
  TCPSERVERWRAP: 'a server',
  PIPEWRAP: 'a pipe',
  UDPWRAP: 'a datagram socket',
  FSEVENTWRAP: 'a watcher of files',
  STATWATCHER: 'a watcher of a file',
  PROCESSWRAP: 'a process',
  WORKER: 'a worker',
  SIGNALWRAP: 'a signal handler',
}

/** Times that it is looked whether something is given back, each of 50 ms. */
const patience = 10

/** Follows what plugins open until it is closed. */
export class Leftovers {
  readonly #open = new Map<number, { readonly owner: Probe; readonly what: string }>()
  readonly #listenersBefore = processListeners()
  readonly #hook = createHook({
    init: (id, type) => {
      const kind = kinds[type]
      const owner = inPlugin.getStore()
      if (kind === undefined || owner === undefined) return
      const frames = framesInCode()
      if (type === 'Timeout' && frames.isOfNode) return
      this.#open.set(id, { owner, what: frames.place === undefined ? kind : `${kind} (${frames.place})` })
    },
    destroy: (id) => void this.#open.delete(id),
  })

  constructor() {
    this.#hook.enable()
  }

  /**
   * What of a plugin is still open, a while after its host was closed.
   *
   * @param disconnect Ends the connections that Node keeps for the next request, as for `fetch`: not the plugin's to end
   */
  async of(probe: Probe, disconnect: () => void): Promise<string[]> {
    const left = () => [...this.#open.values()].filter(({ owner }) => owner === probe).map(({ what }) => what)
    for (let look = 0; look < patience && (look === 0 || left().length > 0); look += 1) {
      disconnect()
      await turns()
    }
    const listeners = processListeners().filter((name) => !this.#listenersBefore.includes(name))
    return [...left(), ...listeners.map((name) => `a listener of process for ${name.split('#')[0]}`)]
  }

  stop(): void {
    this.#hook.disable()
  }
}

/** Each event of the process as often as somebody listens to it: `exit#0`, `exit#1`. */
function processListeners(): string[] {
  return process
    .eventNames()
    .flatMap((name) => process.listeners(name as NodeJS.Signals).map((_, index) => `${String(name)}#${index}`))
}

/** Where in the plugin something is begun, and whether Node does it for itself, as within `fetch`. */
function framesInCode(): { place: string | undefined; isOfNode: boolean } {
  const lines = (new Error('here').stack ?? '').split('\n').slice(1)
  const frames = lines.map((line) => line.trim().replace(/^at /, '')).filter((line) => !hookFrames.test(line))
  const [first = ''] = frames
  return { place: frames.find((frame) => !frame.includes('node:')), isOfNode: first.includes('node:') }
}

/** Frames of this file, of the hook itself, and of what makes timers. */
const hookFrames = /\/leftovers\.[jt]s|node:internal\/(?:async_hooks|timers)|node:timers/
