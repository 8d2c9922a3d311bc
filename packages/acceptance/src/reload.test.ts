import { rename } from 'node:fs/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { preanswer, type RunningCommand, startCommand, until } from './command.ts'
import { createLinkedFolder, type TemporaryFolder } from './folder.ts'
import { post, secret } from './webhook.ts'

const swaps = 20
const brokenSwap = 10
const clients = 200

/** Says the version of its options in two hooks, with time between in which the config may be swapped. */
const slow = `import { setTimeout as sleep } from 'node:timers/promises'
  import { definePlugin } from '@preanswer/core'
  import { z } from 'zod'
  export const slow = definePlugin({
    name: 'slow',
    options: z.strictObject({ version: z.number() }),
    budgetMs: 1_900,
    setup(hooks, { version }) {
      hooks.identify.tap(async () => {
        await sleep(300 + Math.random() * 500)
        return { customer: { tier: 'version-' + version } }
      })
      hooks.contribute.tap(async ({ facts }) => {
        await sleep(300 + Math.random() * 500)
        return { firstMessage: '{{version}} ' + facts.customer?.tier + ' ' + version, maxDurationSeconds: 100 + version }
      })
    },
  })`

/** A config whose version shows in its variables, in the facts of a call, and in two fields of the response. */
function configOf(version: number): string {
  return `secrets: ${secret}\nvariables: { version: "${version}" }\nplugins: [{ use: ./slow.mjs, with: { version: ${version} } }]\n`
}

function responseOf(version: number): string {
  return JSON.stringify({
    assistant: { first_message: `${version} version-${version} ${version}` },
    max_duration_seconds: 100 + version,
  })
}

describe('preanswer start, whose config is swapped while it answers', { timeout: 120_000 }, () => {
  it('answers each of 200 calls in flight by one whole config, and keeps what it has when one is broken', async () => {
    const folder = await createLinkedFolder()
    onTestFinished(() => folder.remove())
    await folder.write('slow.mjs', slow)
    const file = await folder.write('preanswer.config.yaml', configOf(0))
    const host = await startCommand(file)
    onTestFinished(() => host.kill('SIGKILL'))

    let isOver = false
    const answers = Array.from({ length: clients }, async (_, client) => {
      const heard: string[] = []
      for (let call = 0; !isOver; call += 1) heard.push(await ring(host, `call-${client}-${call}`))
      return heard
    })
    await until(host, () => (answered(host) > 0 ? true : undefined))
    for (let version = 1; version <= swaps; version += 1) await swap(version, file, folder, host)
    const last = await ring(host, 'the last one')
    isOver = true

    const heard = (await Promise.all(answers)).flat()
    const whole = Array.from({ length: swaps + 1 }, (_, version) => responseOf(version))
    expect(heard.filter((answer) => !whole.includes(answer))).toEqual([])
    expect(heard.length).toBeGreaterThanOrEqual(clients)
    expect(heard).not.toContain(responseOf(brokenSwap))
    expect(new Set(heard).size).toBeGreaterThan(5)
    expect(last).toBe(responseOf(swaps))
    expect(await host.stop()).toBe(0)
  })
})

/** Writes the file, by turns in its place and as another one, and waits until the host has read it. */
async function swap(version: number, file: string, folder: TemporaryFolder, host: RunningCommand): Promise<void> {
  const text = configOf(version)
  const isBroken = version === brokenSwap
  if (version % 2 === 0) await folder.write('preanswer.config.yaml', isBroken ? text.slice(0, -9) : text)
  else await rename(await folder.write('saved', text), file)
  if (version % 5 === 0) {
    const { exitCode, stderr } = await preanswer(['reload', '--config', file])
    expect({ exitCode, isBroken: /preanswer\.config\.yaml:\d/.test(stderr) }).toEqual({
      exitCode: isBroken ? 78 : 0,
      isBroken,
    })
    return
  }
  const before = reloads(host)
  host.kill('SIGHUP')
  await until(host, () => (reloads(host) > before ? true : undefined))
}

/** The response to one call, or what was wrong. */
async function ring(host: RunningCommand, id: string): Promise<string> {
  const body = JSON.stringify({ message: { type: 'assistant-request', call: { id } } })
  try {
    const answer = await post(`${host.origin}/webhook`, body)
    return answer.status === 200 ? answer.body : `status ${answer.status}`
  } catch (error) {
    return `lost: ${String(error)}`
  }
}

function reloads({ output }: RunningCommand): number {
  return output.stdout.match(/"config reloaded"/g)?.length ?? 0
}

function answered({ output }: RunningCommand): number {
  return output.stdout.match(/"call answered"/g)?.length ?? 0
}
