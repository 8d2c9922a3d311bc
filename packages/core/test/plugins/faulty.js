import { writeFile } from 'node:fs/promises'

// Without the core, which takes long to load: what makes a plugin is its brand.
const brand = (definition) =>
  Object.assign(() => ({}), { [Symbol.for('preanswer.plugin')]: { apiVersion: 0, definition } })

const options = {
  version: 1,
  vendor: 'test',
  validate(given) {
    const wrong = Object.keys(given).filter((key) => typeof given[key] !== 'string')
    if (wrong.length > 0) return { issues: wrong.map((key) => ({ path: [key], message: 'must be a text' })) }
    return { value: { greeting: 'Hello.', ...given } }
  },
}

/** Does what the id of the call says: `loop-1` never gives the thread back. Other calls get a greeting. */
export const faulty = brand({
  name: 'faulty',
  options: { '~standard': options },
  async setup(hooks, { greeting, inSetup, only, flag }, context) {
    await faults[inSetup]?.(context, flag)
    hooks.contribute.tap(async (tap) => {
      const [said = ''] = (tap.call.id ?? '').split('-')
      const fault = said === 'all' ? only : said
      return (await faults[fault]?.(tap, context)) ?? { firstMessage: greeting }
    })
    return () => faults[`release-${inSetup}`]?.(context)
  },
})

const kept = []
let isMarked = false

const faults = {
  loop() {
    for (;;);
  },
  async awaited() {
    await null
    for (;;);
  },
  exit() {
    process.exit(7)
  },
  array() {
    for (;;) kept.push(new Array(1_000).fill(Math.random()))
  },
  map() {
    const map = new Map()
    for (let key = 0; ; key += 1) map.set(key, { key })
  },
  async leak() {
    kept.push(Buffer.alloc(10 * 1024 ** 2, 1))
    await new Promise((resolve) => setTimeout(resolve, 30))
    return { firstMessage: 'Still here.' }
  },
  buffers() {
    for (;;) kept.push(Buffer.alloc(4 * 1024 ** 2, 1))
  },
  timer() {
    setTimeout(() => {
      throw new TypeError('+31612345678 is not fit')
    })
    return new Promise(() => {})
  },
  busy() {
    const until = performance.now() + 150
    while (performance.now() < until);
    return { firstMessage: 'Thank you for waiting.' }
  },
  /** Of the workers that find no file at this path one ends soon after its set-up, and the other is slow. */
  async once(_context, flag) {
    const isFirst = await writeFile(flag, '', { flag: 'wx' }).then(
      () => true,
      () => false,
    )
    if (isFirst) setTimeout(() => process.exit(7), 20)
    else await new Promise((resolve) => setTimeout(resolve, 300))
  },
  mark() {
    isMarked = true
  },
  hold() {
    const until = performance.now() + 500
    while (performance.now() < until);
  },
  unlessmarked({ signal }, { log }) {
    if (!isMarked) return { firstMessage: 'Not marked.' }
    signal.addEventListener('abort', () => log.info({}, 'let go'))
    return new Promise(() => {})
  },
  async slow({ signal }) {
    await new Promise((resolve) => setTimeout(resolve, 40))
    return signal.aborted ? undefined : { firstMessage: 'Slowly.' }
  },
  untilaborted({ signal }) {
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve({ firstMessage: 'Too late.' })))
  },
  refused() {
    throw Object.assign(new Error('no answer'), { code: 'ECONNREFUSED' })
  },
  'release-log': ({ log }) => log.info({ number: '+31612345678' }, 'released'),
  throws() {
    throw new RangeError('of the plugin')
  },
  text() {
    throw 'a text'
  },
  nothing() {
    return Promise.reject(undefined)
  },
  cycle() {
    const cycle = {}
    cycle.self = cycle
    return cycle
  },
  getter() {
    return {
      get firstMessage() {
        throw new RangeError('of the getter')
      },
    }
  },
  date() {
    return new Date(0)
  },
  tried({ isRehearsal }) {
    return { firstMessage: isRehearsal ? 'Tried.' : 'Real.' }
  },
  notes({ note, remainingMs, signal, call }) {
    note('first')
    note('Not In Kebab Case')
    return {
      firstMessage: `${remainingMs() > 0} ${signal.aborted} ${Object.isFrozen(call)}`,
    }
  },
}
