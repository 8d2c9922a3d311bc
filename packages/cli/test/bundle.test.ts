import { randomBytes } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { definePlugin } from '@preanswer/core'
import { businessHours } from '@preanswer/plugin-business-hours'
import { languageByCountryCode } from '@preanswer/plugin-language-by-country-code'
import { vipModel } from '@preanswer/plugin-vip-model'
import { readBundle, simulateCall } from '@preanswer/testing'
import { describe, expect, it } from 'vitest'
import { createFolder, preanswer, startHost } from './command.ts'

const caller = '+442079460099'
const env = { PREANSWER_RECORD_KEY: randomBytes(32).toString('base64') }

/** Says who calls, and greets them. As a file of the config, which a stranger does not have. */
const crm = `export const crm = Object.assign(() => {}, {
  [Symbol.for('preanswer.plugin')]: { apiVersion: 0, definition: {
    name: 'crm',
    setup(hooks) {
      hooks.identify.tap(() => ({ customer: { id: 'C-4711', name: 'Anna Jansen', attributes: { plan: 'plus', note: 'owes us' } } }))
    },
  } },
})`
const greeting = `export const greeting = Object.assign(() => {}, {
  [Symbol.for('preanswer.plugin')]: { apiVersion: 0, definition: {
    name: 'greeting',
    setup(hooks) {
      hooks.contribute.tap(({ facts, call }) => ({
        firstMessage: 'Hello ' + facts.customer.name + ', you call ' + call.dialedNumber + '. ' + facts.customer.attributes.plan,
      }))
    },
  } },
})`
/** The same plugin, at its author's. */
const authors = definePlugin({
  name: 'greeting',
  setup(hooks) {
    hooks.contribute.tap(({ facts, call }) => ({
      firstMessage: `Hello ${facts.customer?.name}, you call ${call.dialedNumber}. ${facts.customer?.attributes?.plan}`,
    }))
  },
})
const config = {
  unsigned: true,
  language: 'nl',
  timeZone: 'Europe/London',
  record: {},
  variables: { plan: 'plus' },
  assistant: { llm: { provider: 'openai', model: 'gpt-5.4' }, webhookSecret: 'webhook-secret-of-ours' },
  plugins: [
    { use: './crm.js' },
    { use: 'language-by-country-code' },
    { use: 'vip-model', with: { tiers: { gold: { callers: [caller], patch: { llm: { model: 'gpt-5.4-pro' } } } } } },
    { use: './greeting.js', name: 'by-name' },
    { use: 'business-hours', with: { hours: { 'mon-fri': ['09:00-17:00'] }, closed: { reject: 'Closed.' } } },
  ],
}
const files = {
  'preanswer.config.json': config,
  'crm.js': crm,
  'greeting.js': greeting,
  'package.json': { type: 'module' },
}
const numbers = ['--from', caller, '--to', '+31201234567']
const personal = /2079460099|201234567|Anna|Jansen|C-4711|owes us|webhook-secret/

describe('preanswer explain --bundle', () => {
  it.each([
    { when: 'in the day', at: '2026-03-25T12:00:00Z', kind: 'assistant' },
    { when: 'at night', at: '2026-03-25T22:00:00Z', kind: 'rejection' },
  ])(
    'writes a call that gets the same response at the author of its plugin, $when, and names nobody',
    async ({ at, kind }) => {
      const cwd = await createFolder(files)
      const run = await preanswer(['explain', ...numbers, '--at', at, '--bundle', 'call.json'], { cwd })
      expect(run.exitCode).toBe(0)
      expect(run.stderr).toContain('Read it before you send it on.')
      const file = join(cwd, 'call.json')
      expect((await stat(file)).mode & 0o777).toBe(0o600)
      expect(await readFile(file, 'utf8')).not.toMatch(personal)

      const plugins = [languageByCountryCode, vipModel, authors, businessHours]
      const { entries, call, response, trace, missing } = await readBundle(file, plugins)
      const simulated = await simulateCall(entries, call)
      expect(simulated.response).toEqual(response)
      expect(simulated.trace.response.kind).toBe(kind)
      expect(trace.response.owners).toEqual(simulated.trace.response.owners)
      expect(missing).toEqual(['crm'])
    },
  )
})

describe('preanswer explain ID --bundle', () => {
  it('writes a recorded call', async () => {
    const cwd = await createFolder(files)
    const host = await startHost([], { cwd, env })
    await preanswer(['send', `${host.origin}/webhook`, ...numbers], { cwd })
    host.kill('SIGTERM')
    await host.exitCode
    const [{ id }] = JSON.parse((await preanswer(['calls', '--json'], { cwd, env })).stdout)
    const run = await preanswer(['explain', id, '--bundle', 'call.json'], { cwd, env })
    expect(run.exitCode).toBe(0)
    const file = join(cwd, 'call.json')
    expect(await readFile(file, 'utf8')).not.toMatch(personal)
    const { entries, call, response } = await readBundle(file, [
      languageByCountryCode,
      vipModel,
      authors,
      businessHours,
    ])
    expect((await simulateCall(entries, call)).response).toEqual(response)
  })
})
