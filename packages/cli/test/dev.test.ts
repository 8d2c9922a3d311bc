import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { createFolder, type RunningCommand, startDev } from './command.ts'

const config = `import { greeter } from './greeter.ts'
  export default { plugins: [greeter({ text: 'Hello' })] }`

const greeter = `import { definePlugin } from '@preanswer/core'
  import { z } from 'zod'
  import { mark } from './marks.mjs'
  export const greeter = definePlugin({
    name: 'greeter',
    options: z.strictObject({ text: z.string() }),
    setup(hooks, { text }) {
      hooks.contribute.tap(() => ({ firstMessage: text + mark }))
    },
  })`

const marks = "export const mark = '.'"

/** A plugin in a module that loads another one, natively. */
const plain = `import { definePlugin } from '@preanswer/core'
  import { text } from './text.mjs'
  export const plain = definePlugin({
    name: 'plain',
    setup(hooks) {
      hooks.contribute.tap(() => ({ firstMessage: text }))
    },
  })`

async function startIn(files: Readonly<Record<string, string>>) {
  const cwd = await createFolder(files)
  const running = await startDev({ cwd })
  await running.logged(/files are watched/)
  const write = (name: string, content: string) => writeFile(join(cwd, name), content)
  return { ...running, cwd, write }
}

async function ask(origin: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const body = JSON.stringify({ message: { type: 'assistant-request' } })
  return fetch(`${origin}/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
}

/** Rings until a greeting is heard. */
async function hears({ origin }: RunningCommand, greeting: string): Promise<void> {
  const hear = async () => {
    const { assistant } = (await (await ask(origin)).json()) as { assistant: { first_message: string } }
    expect(assistant.first_message).toBe(greeting)
  }
  await vi.waitFor(hear, { timeout: 15_000, interval: 50 })
}

describe('preanswer dev', { timeout: 60_000 }, () => {
  it('reloads when the config, a plugin beside it, or what that imports is written, and prints what is different', async () => {
    const files = { 'preanswer.config.ts': config, 'greeter.ts': greeter, 'marks.mjs': marks }
    const running = await startIn(files)
    await hears(running, 'Hello.')
    await running.write('preanswer.config.ts', config.replace('Hello', 'Good day'))
    await hears(running, 'Good day.')
    await running.write('marks.mjs', marks.replace('.', '!'))
    await hears(running, 'Good day!')
    await running.write('greeter.ts', greeter.replace('text + mark', "text + ' to you' + mark"))
    await hears(running, 'Good day to you!')
    expect(running.output.stdout).toMatch(/~ greeter {2}.*with\.text/)
    expect(running.output.stderr).toBe('')
  })

  it('reloads what Node imports itself: a plugin in JavaScript, and what it imports', async () => {
    const yaml = 'plugins: [{ use: ./plain.mjs }]'
    const text = (said: string) => `export const text = '${said}'`
    const running = await startIn({ 'preanswer.config.yaml': yaml, 'plain.mjs': plain, 'text.mjs': text('One.') })
    await hears(running, 'One.')
    await running.write('text.mjs', text('Two.'))
    await hears(running, 'Two.')
    await running.write('plain.mjs', plain.replace('firstMessage: text', "firstMessage: 'Now ' + text"))
    await hears(running, 'Now Two.')
  })

  it('reloads a plugin that runs in workers when its file is written', async () => {
    const isolated = `export const plugin = Object.assign(() => ({}), { [Symbol.for('preanswer.plugin')]: {
      apiVersion: 0,
      definition: { name: 'plain', setup(hooks) { hooks.contribute.tap(() => ({ firstMessage: 'One.' })) } },
    } })`
    const yaml = 'plugins: [{ use: ./isolated.mjs, isolate: worker, budgetMs: 2000 }]'
    const running = await startIn({ 'preanswer.config.yaml': yaml, 'isolated.mjs': isolated })
    await hears(running, 'One.')
    await running.write('isolated.mjs', isolated.replace('One', 'Two'))
    await hears(running, 'Two.')
  })

  it('prints the problems of a broken config, keeps what it had, and takes it once it is mended', async () => {
    const yaml = (text: string) => `plugins: [{ use: ./plain.mjs }]\nvariables: { text: ${text} }`
    const says = plain.replace('firstMessage: text', "firstMessage: '{{text}}'").replace(/import { text.*\n/, '')
    const running = await startIn({ 'preanswer.config.yaml': yaml('One.'), 'plain.mjs': says })
    await hears(running, 'One.')
    await running.write('preanswer.config.yaml', yaml('{ half: writ'))
    await vi.waitFor(() => expect(running.output.stderr).toMatch(/preanswer\.config\.yaml:\d+:\d+/), {
      timeout: 15_000,
    })
    await hears(running, 'One.')
    // as editors do: another file under the same name
    await running.write('saved', yaml('Two.'))
    await rename(join(running.cwd, 'saved'), join(running.cwd, 'preanswer.config.yaml'))
    await hears(running, 'Two.')
    await running.write('preanswer.config.yaml', yaml('Three.'))
    await hears(running, 'Three.')
    expect(running.output.stdout).toMatch(/~ variables\.text/)
  })

  it('notices a module that was missing, once the config is written again', async () => {
    const running = await startIn({ 'preanswer.config.yaml': 'plugins: []', 'plain.mjs': plain })
    await running.write('preanswer.config.yaml', 'plugins: [{ use: ./plain.mjs }]')
    await vi.waitFor(() => expect(running.output.stderr).toMatch(/text\.mjs/), { timeout: 15_000 })
    await running.write('text.mjs', "export const text = 'Here.'")
    await running.write('preanswer.config.yaml', 'plugins: [{ use: ./plain.mjs, name: again }]')
    await hears(running, 'Here.')
  })

  it.each([
    { when: 'the config says nothing about trust', yaml: 'plugins: []', status: 200 },
    { when: 'the config has a secret', yaml: 'secrets: a-secret-of-this-test', status: 401 },
    { when: 'the config wants signatures', yaml: 'unsigned: false\nauth: { bearer: a-bearer-token }', status: 401 },
  ])('answers a webhook without a signature with $status where $when', async ({ yaml, status }) => {
    const { origin } = await startIn({ 'preanswer.config.yaml': yaml })
    expect((await ask(origin)).status).toBe(status)
    // from elsewhere, through a proxy
    expect((await ask(origin, { 'x-forwarded-for': '203.0.113.7' })).status).toBe(401)
  })

  it('logs for people, says how to send it a call, and ends by SIGTERM', async () => {
    const { origin, output, kill, exitCode } = await startIn({ 'preanswer.config.yaml': 'plugins: []' })
    expect(output.stdout).toMatch(/INFO: listening on/)
    expect(output.stdout).toContain(`npx preanswer send ${origin}/webhook --from`)
    kill('SIGTERM')
    expect(await exitCode).toBe(0)
  })
})
