import type { HookName, Outcome, ReviewContext, TapContext } from '@preanswer/core'

/** What a fault has in its hands. */
export interface Scene {
  readonly hook: HookName
  readonly context: TapContext | ReviewContext
  /** What the tap would do if nothing were wrong */
  readonly part: () => unknown
}

/** One way in which a plugin goes wrong. */
export interface Fault {
  /** Where it makes sense */
  readonly hooks: readonly HookName[]
  /** `isolated`: no host lives through it in its own thread */
  readonly survivable: 'inline' | 'isolated'
  /** Beside its own tap: the thread that it runs in, or the process, which in isolation is a worker */
  readonly harms: 'nothing' | 'thread' | 'process'
  /** How its tap may end. `as-usual`: it does its part all the same */
  readonly outcomes: readonly (Outcome | 'as-usual')[]
  readonly commit: (scene: Scene) => unknown
}

const every: readonly HookName[] = ['identify', 'screen', 'contribute', 'review', 'observe']
/** `observe` takes nothing that could be wrong. */
const returning = every.filter((hook) => hook !== 'observe')
const rejecting: readonly HookName[] = ['screen', 'review']

/** What plugins may do. The keys are what the tables show. */
export const faults = {
  'throws-at-once': fails(() => {
    throw new RangeError('of +31612345678')
  }),
  'rejects-with-undefined': fails(() => Promise.reject(undefined)),

  'never-settles': late(() => new Promise(() => {})),
  'settles-late': late(({ context, part }) => afterBudget(context).then(part)),
  'throws-late': late(({ context }) =>
    afterBudget(context).then(() => {
      throw new RangeError('of +31612345678')
    }),
  ),

  'throws-in-a-timer': {
    hooks: every,
    survivable: 'inline',
    harms: 'process',
    // a worker may end before its answer is out
    outcomes: ['as-usual', 'failed'],
    commit({ part }) {
      setTimeout(() => {
        throw new RangeError('of +31612345678')
      })
      return part()
    },
  },
  'blocks-300-ms': {
    hooks: every,
    survivable: 'inline',
    harms: 'thread',
    // a budget may be shorter than that, and where the second worker is held too, the first is ended
    outcomes: ['as-usual', 'timed-out', 'failed'],
    commit({ part }) {
      const until = performance.now() + 300
      while (performance.now() < until);
      return part()
    },
  },
  'loops-endlessly': ends('thread', ['timed-out', 'failed'], () => {
    for (;;);
  }),
  'exits-the-process': ends('process', ['failed'], () => process.exit(0)),
  'allocates-1-gb': ends('process', ['failed', 'timed-out'], () => {
    const pieces: number[][] = []
    // 8 kB each; a single one of 1 GB would be done before anybody looks
    while (pieces.length < 131_072) pieces.push(new Array<number>(1_000).fill(Math.random()))
    for (;;) pieces.reverse()
  }),

  'returns-a-cycle': returns(() => {
    const cycle: Record<string, unknown> = {}
    cycle.self = cycle
    return cycle
  }),
  'returns-a-bigint': returns(() => 10n),
  'returns-a-proxy': returns(() => new Proxy({}, throwingTraps)),
  'is-a-proxy': {
    hooks: returning,
    survivable: 'inline',
    harms: 'nothing',
    // whether it is a promise cannot be told
    outcomes: ['failed'],
    commit: () => new Proxy({}, throwingTraps),
  },
  'returns-a-getter-that-throws': returns(() =>
    Object.defineProperty({}, 'value', { enumerable: true, get: () => throwOf('a getter') }),
  ),
  'returns-a-to-json-that-throws': returns(() => ({ toJSON: () => throwOf('toJSON') })),
  'returns-10-mb': returns(() => 'x'.repeat(10 * 1024 ** 2)),
  'returns-depth-10000': returns(() => {
    let value: unknown = 'the bottom'
    for (let depth = 0; depth < 10_000; depth += 1) value = { value }
    return value
  }),
  'patches-the-prototype': returns(() => JSON.parse('{ "__proto__": { "polluted": true } }')),

  'mutates-its-input': {
    hooks: every,
    survivable: 'inline',
    harms: 'nothing',
    outcomes: ['as-usual'],
    commit({ hook, context, part }) {
      const { call, facts, line, assistant } = context
      const draft = hook === 'review' ? (context as ReviewContext).draft : {}
      for (const given of [call, facts, line, assistant, draft]) vandalise(given)
      return part()
    },
  },

  'rejects-without-a-text': {
    hooks: rejecting,
    survivable: 'inline',
    harms: 'nothing',
    outcomes: ['invalid'],
    commit: () => ({ reject: ' \n' }),
  },
  'rejects-with-5-kb': {
    hooks: rejecting,
    survivable: 'inline',
    harms: 'nothing',
    outcomes: ['rejected'],
    commit: () => ({ reject: 'We are closed. '.repeat(342) }),
  },
} as const satisfies Record<string, Fault>

export type FaultName = keyof typeof faults

export const faultNames = Object.keys(faults) as readonly FaultName[]

/** The fault of this name, or `undefined`: most calls have none. */
export function faultOf(name: string): Fault | undefined {
  return Object.hasOwn(faults, name) ? faults[name as FaultName] : undefined
}

function fails(commit: Fault['commit']): Fault {
  return { hooks: every, survivable: 'inline', harms: 'nothing', outcomes: ['failed'], commit }
}

function late(commit: Fault['commit']): Fault {
  return { hooks: every, survivable: 'inline', harms: 'nothing', outcomes: ['timed-out'], commit }
}

function ends(harms: Fault['harms'], outcomes: Fault['outcomes'], commit: Fault['commit']): Fault {
  return { hooks: every, survivable: 'isolated', harms, outcomes, commit }
}

/** Puts a value where the hook would take any plain data. */
function returns(make: () => unknown): Fault {
  const commit = ({ hook }: Scene) => {
    if (hook === 'identify') return { odd: make() }
    return hook === 'screen' ? { reject: make() } : { metadata: { odd: make() } }
  }
  return { hooks: returning, survivable: 'inline', harms: 'nothing', outcomes: ['invalid'], commit }
}

function afterBudget({ signal }: TapContext): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => setImmediate(resolve)))
}

function throwOf(what: string): never {
  throw new RangeError(`of ${what}`)
}

/** All that can be asked of it throws. */
const throwingTraps = new Proxy({}, { get: () => () => throwOf('a trap') })

/** Tries every way to change a tree of objects for those who read it next. */
function vandalise(given: object): void {
  for (const key of Object.keys(given)) {
    const value: unknown = Reflect.get(given, key)
    if (typeof value === 'object' && value !== null) vandalise(value)
    Reflect.set(given, key, 'vandalised')
    Reflect.defineProperty(given, key, { value: 'vandalised' })
    Reflect.deleteProperty(given, key)
  }
  Reflect.set(given, 'added', 'vandalised')
  Reflect.setPrototypeOf(given, { added: 'vandalised' })
}
