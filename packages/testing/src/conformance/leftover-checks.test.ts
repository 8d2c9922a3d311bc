import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { unwatchFile, watch, watchFile } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { Worker } from 'node:worker_threads'
import { definePlugin } from '@preanswer/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { reply, type Upstream } from '../index.ts'
import { Conformance } from './run.ts'

/** What a plugin may take, each with how it is given back. */
const takings: readonly { what: string; take: () => (() => unknown) | Promise<() => unknown> }[] = [
  {
    what: 'a timer',
    take() {
      const timer = setInterval(() => {}, 60_000)
      return () => clearInterval(timer)
    },
  },
  {
    what: 'a server',
    take() {
      const server = createServer().listen(0, '127.0.0.1')
      return () => server.close()
    },
  },
  {
    what: 'a datagram socket',
    take() {
      const socket = createSocket('udp4').bind(0, '127.0.0.1')
      return () => socket.close()
    },
  },
  {
    what: 'a watcher of files',
    take() {
      const watcher = watch(tmpdir())
      return () => watcher.close()
    },
  },
  {
    what: 'a watcher of a file',
    take() {
      watchFile(tmpdir(), () => {})
      return () => unwatchFile(tmpdir())
    },
  },
  {
    what: 'a process',
    take() {
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
      return () => child.kill()
    },
  },
  {
    what: 'a worker',
    take() {
      const worker = new Worker('setInterval(() => {}, 1000)', { eval: true })
      return () => worker.terminate()
    },
  },
  {
    what: 'a listener of process',
    take() {
      const onWarning = () => {}
      process.on('warning', onWarning)
      return () => process.off('warning', onWarning)
    },
  },
]

describe('the check releases', () => {
  it.each(takings)('finds $what that was left behind, and none that was given back', async ({ what, take }) => {
    const taken: (() => unknown)[] = []
    const keeper = definePlugin({
      name: 'keeper',
      async setup(hooks) {
        hooks.contribute.tap(() => ({ firstMessage: 'Hello.' }))
        taken.push(await take())
      },
    })
    const releaser = definePlugin({
      name: 'releaser',
      async setup(hooks) {
        hooks.contribute.tap(() => ({ firstMessage: 'Hello.' }))
        const giveBack = await take()
        return async () => void (await giveBack())
      },
    })
    const left = await resultOf(new Conformance(keeper, {}))
    await Promise.all(taken.map((giveBack) => giveBack()))
    expect(left).toMatchObject({ outcome: 'failed', problem: expect.stringContaining(what) })
    expect(await resultOf(new Conformance(releaser, {}))).toMatchObject({ outcome: 'passed' })
  })

  it('leaves alone what Node keeps for the next request', async () => {
    const asking = definePlugin({
      name: 'asking',
      options: z.strictObject({ url: z.url() }),
      setup(hooks, { url }) {
        hooks.contribute.tap(async ({ signal }) => {
          const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(60_000)]) })
          return { firstMessage: z.string().parse(await response.json()) }
        })
      },
    })
    const upstream = { 'GET /greeting': reply.json('Hello.') }
    const options = ({ url }: Upstream) => ({ url: `${url}/greeting` })
    expect(await resultOf(new Conformance(asking, { upstream, options }))).toMatchObject({ outcome: 'passed' })
  })
})

function resultOf(conformance: Conformance) {
  onTestFinished(() => conformance.close())
  return conformance.result('releases')
}
