import { availableParallelism } from 'node:os'
import { createHost, definePlugin, type Entry, type Host } from '@preanswer/core'

// Three isolated plugins fail at once: one never gives its thread back, one ends its process, one fills its memory. What
// does that cost the call, the calls beside it, and the next one?

const budgetMs = 300
const rounds = 10

const folder = new URL('../../core/test/plugins/', import.meta.url)
const isolated = (name: string, only: string): Entry => ({
  use: new URL('faulty.js', folder).href,
  name,
  isolate: 'worker',
  budgetMs,
  breaker: false,
  with: { greeting: `${name} was here.`, only },
})
const healthy = definePlugin({
  name: 'healthy',
  setup(hooks) {
    hooks.contribute.tap(() => ({ metadata: { healthy: 'yes' } }))
  },
})

const host = await createHost(
  {
    unsigned: true,
    plugins: [healthy(), isolated('endless', 'loop'), isolated('leaving', 'exit'), isolated('hungry', 'array')],
  },
  { log: { debug() {}, info() {}, warn() {}, error() {} } },
)
print(`Node ${process.version}, ${availableParallelism()} cores; budget ${budgetMs} ms, ${rounds} rounds; ms`)
const rows = { alone: [], usual: [], faulty: [], beside: [], next: [] } as Record<string, number[]>
let unharmed = 0
for (let round = 0; round < rounds; round += 1) {
  await settled(host)
  rows.alone?.push((await ask(`quick-${round}`)).ms)
  rows.usual?.push(...(await many(`usual${round}`)).map(({ ms }) => ms))
  const [faulty, beside] = await Promise.all([ask(`all-${round}`), many(`beside${round}`)])
  rows.faulty?.push(faulty.ms)
  rows.beside?.push(...beside.map(({ ms }) => ms))
  rows.next?.push((await ask(`quick-next${round}`)).ms)
  if ([faulty, ...beside].every(({ body }) => body.includes('"healthy":"yes"'))) unharmed += 1
}
await host.close()
for (const [name, ms] of Object.entries(rows)) {
  const sorted = ms.toSorted((one, other) => one - other)
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(1).padStart(7)
  print(`${name.padEnd(8)} median ${at(0.5)}  p95 ${at(0.95)}  most ${at(1)}`)
}
print(`${unharmed} of ${rounds} rounds had the work of the healthy plugin in every response`)

async function ask(id: string): Promise<{ ms: number; body: string }> {
  const message = {
    type: 'assistant-request',
    call: { id, type: 'inbound_phone_call', status: 'ringing' },
    phone_number: { number: '+442079460011' },
    customer: { number: '+447700900456' },
  }
  const startedAt = performance.now()
  const headers = { 'content-type': 'application/json' }
  const { body } = await host.answer({ headers, body: JSON.stringify({ message }), trusted: true })
  return { ms: performance.now() - startedAt, body }
}

function many(name: string): Promise<{ ms: number; body: string }[]> {
  return Promise.all(Array.from({ length: 20 }, (_, call) => ask(`slow-${name}-${call}`)))
}

async function settled({ health }: Host): Promise<void> {
  while (health.call(host).entries.some(({ workers }) => workers !== undefined && workers.ready < 2)) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
