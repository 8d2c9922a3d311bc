import { describe, expect, it } from 'vitest'
import { createFolder, startHost } from './command.ts'

/** What a plugin may leave behind on a call; whoever calls it has long gone on. */
const leavings = {
  'rejected-promise': "void Promise.reject(new RangeError('call of +31612345678'))",
  'rejected-with-nothing': 'void Promise.reject()',
  'async-function': "void (async () => { await sleep(5); throw new Error('late') })()",
  'failed-fetch': "void fetch('http://127.0.0.1:1')",
  timer: "setTimeout(() => { throw new Error('of a timer') }, 5)",
  interval: "const timer = setInterval(() => { clearInterval(timer); throw new Error('of an interval') }, 5)",
  immediate: "setImmediate(() => { throw new Error('of an immediate') })",
  tick: "process.nextTick(() => { throw new Error('of a tick') })",
  socket: "connect(1, '127.0.0.1')",
  emitter: "setTimeout(() => new EventEmitter().emit('error', new Error('of an emitter')), 5)",
}

const plugin = (name: string, code: string) => `import { definePlugin } from '@preanswer/core'
import { EventEmitter } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
let calls = 0
export const leaky = definePlugin({ name: '${name}', setup(hooks) {
  hooks.contribute.tap(() => { calls += 1; if (calls === 1) { ${code} } })
} })`

async function call(origin: string): Promise<number> {
  const message = { type: 'assistant-request', call: { id: crypto.randomUUID(), type: 'inbound_phone_call' } }
  const headers = { 'content-type': 'application/json' }
  return (await fetch(`${origin}/webhook`, { method: 'POST', headers, body: JSON.stringify({ message }) })).status
}

describe('preanswer start', () => {
  it('survives what inline plugins leave behind, and says whose each was', async () => {
    const names = Object.keys(leavings)
    const files = Object.entries(leavings).map(([name, code]) => [`${name}.mjs`, plugin(name, code)] as const)
    const plugins = names.map((name) => ({ use: `./${name}.mjs` }))
    const config = { 'preanswer.config.json': { unsigned: true, plugins } }
    const cwd = await createFolder({ ...config, ...Object.fromEntries(files) })
    const { origin, logged, output, kill, exitCode } = await startHost([], { cwd })
    expect(await call(origin)).toBe(200)
    for (const name of names) await logged(new RegExp(`"level":"error".*"entry":"${name}"`))
    expect(await call(origin)).toBe(200)
    kill('SIGTERM')
    expect(await exitCode).toBe(0)
    const claimed = output.stdout.split('\n').filter((line) => line.includes('left an error behind'))
    expect(claimed.map((line) => JSON.parse(line).entry).sort()).toEqual([...names].sort())
    expect(output.stdout + output.stderr).not.toContain('31612345678')
  })
})
