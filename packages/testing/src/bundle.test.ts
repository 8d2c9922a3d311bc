import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { definePlugin } from '@preanswer/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { readBundle } from './bundle.ts'
import { simulateCall } from './simulate.ts'

const greeting = definePlugin({
  name: 'greeting',
  options: z.strictObject({ text: z.string() }),
  setup(hooks, { text }) {
    hooks.contribute.tap(({ facts }) => ({ firstMessage: `${text} ${facts.customer?.name}.` }))
  },
})

const bundle = {
  preanswer: 'bundle',
  version: 1,
  call: {
    caller: '+31612345600',
    dialedNumber: '+31101234500',
    receivedAt: Date.parse('2026-03-25T09:00:00Z'),
    dialect: 'camel',
    facts: { customer: { name: 'Kim Example' } },
  },
  config: { language: 'nl' },
  entries: [
    { plugin: 'crm', with: { url: 'https://crm.example' } },
    { plugin: 'greeting', name: 'first', with: { text: 'Dag' }, budgetMs: 20 },
  ],
  leftOut: [],
  response: { assistant: { firstMessage: 'Dag Kim Example.' } },
  trace: { id: 'a' },
}

async function fileWith(content: unknown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'preanswer-bundle-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'bundle.json')
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

describe('readBundle', () => {
  it('gives what simulateCall needs to repeat the response', async () => {
    const { entries, call, response, missing } = await readBundle(await fileWith(bundle), [greeting])
    const result = await simulateCall(entries, call)
    expect(result.response).toEqual(response)
    expect(result.trace.taps.at(-1)).toMatchObject({ entry: 'first', budgetMs: 20 })
    expect(result.trace.receivedAt).toBe(bundle.call.receivedAt)
    expect(missing).toEqual(['crm'])
  })

  it.each([
    { what: 'no JSON', content: 'caller: +31612345600' },
    { what: 'another JSON', content: { response: {} } },
    { what: 'of another version', content: { ...bundle, version: 2 } },
    { what: 'too large', content: ' '.repeat(9 * 1024 * 1024) },
  ])('refuses a file that is $what', async ({ content }) => {
    await expect(readBundle(await fileWith(content), [greeting])).rejects.toThrow()
  })
})
