import { createHook } from 'node:async_hooks'
import type { Check } from './check.ts'
import { listed } from './check.ts'
import { inPlugin, type Probe } from './probe.ts'
import { turns } from './time-checks.ts'
import type { Subject } from './trial.ts'

/** Checks of what a plugin leaves behind. */
export const leftoverChecks = {
  releases: {
    claim: 'gives back what it took when the host closes',
    presupposes: ['answers'],
    async run(subject) {
      const leftovers = await leftoversOf(subject)
      if (leftovers.length === 0) return undefined
      return {
        problem: `after the host was closed there was still ${listed(leftovers)}`,
        fix: 'return a function from `setup` that ends it, or end it when the `signal` of the set-up fires',
      }
    },
  },
} as const satisfies Record<string, Check>

/** What a plugin may have opened, by the names that Node has for it. */
const kinds: Readonly<Record<string, string>> = {
  Timeout: 'a timer',
  TCPWRAP: 'a socket',
  TCPSERVERWRAP: 'a server',
  PIPEWRAP: 'a pipe',
  UDPWRAP: 'a datagram socket',
  FSEVENTWRAP: 'a watcher of files',
  STATWATCHER: 'a watcher of a file',
  FILEHANDLE: 'an open file',
  PROCESSWRAP: 'a process',
  WORKER: 'a worker',
  SIGNALWRAP: 'a signal handler',
}

/** Times that it is looked whether something is given back, each of 50 ms. */
const patience = 10

async function leftoversOf(subject: Subject): Promise<string[]> {
  const open = new Map<number, string>()
  let probe: Probe | undefined
  const hook = createHook({
    init(id, type) {
      const kind = kinds[type]
      const owner = inPlugin.getStore()
      if (kind === undefined || owner === undefined || (probe ?? owner) !== owner) return
      const place = placeInCode(type)
      if (place !== undefined) open.set(id, `${kind} (${place})`)
    },
    destroy: (id) => void open.delete(id),
  }).enable()
  const listenersBefore = processListeners()
  try {
    const trial = await subject.trial()
    probe = trial.probe
    for (const call of subject.calls.slice(0, 4)) await trial.ring(call)
    await trial.close()
    // a connection may be kept for the next request, as that of `fetch`: Node's to keep, until its server ends it
    subject.upstream.disconnect()
    for (let look = 0; look < patience && open.size > 0; look += 1) await turns()
    const listeners = processListeners().filter((name) => !listenersBefore.includes(name))
    return [...open.values(), ...listeners.map((name) => `a listener of process for ${name.split('#')[0]}`)]
  } finally {
    hook.disable()
  }
}

/** Each event of the process as often as somebody listens to it: `exit#0`, `exit#1`. */
function processListeners(): string[] {
  return process
    .eventNames()
    .flatMap((name) => process.listeners(name as NodeJS.Signals).map((_, index) => `${String(name)}#${index}`))
}

/** Where in the plugin it was begun; `undefined` for timers that Node set for itself, as `fetch` has. */
function placeInCode(type: string): string | undefined {
  const lines = (new Error('here').stack ?? '').split('\n').slice(1)
  const frames = lines.map((line) => line.trim().replace(/^at /, '')).filter((line) => !hookFrames.test(line))
  const [first = ''] = frames
  if (type === 'Timeout' && /\(?node:/.test(first)) return undefined
  return frames.find((frame) => !/\(?node:/.test(frame)) ?? 'begun by Node'
}

/** Frames of this file, of the hook itself, and of what makes timers. */
const hookFrames = /leftover-checks|node:internal\/(?:async_hooks|timers)|node:timers/
