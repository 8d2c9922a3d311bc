import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { preanswer } from './command.ts'
import { filesIn, readText, root } from './workspace.ts'

const configs = [...filesIn('examples', 'preanswer.config.yaml'), ...filesIn('packages/acceptance/configs', '.yaml')]
const folder = 'packages/cli/test/fixtures/broken-configs'

/** Configs that are wrong in a way that no JSON Schema can see. Broken syntax is refused before. */
const beyondSchemas: Readonly<Record<string, string>> = {
  'alerts-token-without-address.yaml': 'one key depends on another',
  'budgets-do-not-fit.yaml': 'budgets are added up over all entries',
  'calendar-missing.yaml': 'files are not looked for',
  'entry-names-twice.yaml': 'names are compared over all entries',
  'entry-rejects-and-does-not-screen.yaml': 'nobody knows what a plugin taps before its set-up',
  'forward-with-password.yaml': 'addresses are taken apart by code',
  'holiday-unknown.yaml': 'holidays come from a package',
  'hours-closed-both-ways.yaml': 'two keys exclude each other',
  'hours-wrong.yaml': 'hours are read by code',
  'line-changes-unknown-entry.yaml': 'entries have the names that the config gives them',
  'line-files-missing.yaml': 'files are not looked for',
  'line-number-twice.yaml': 'numbers are compared over all lines',
  'log-key-without-pseudonyms.yaml': 'one key depends on another',
  'metrics-on-the-port-of-webhooks.yaml': 'one key depends on another',
  'path-of-the-health-check.yaml': 'paths of the command are its own business',
  'plugin-file-missing.yaml': 'files are not looked for',
  'plugin-file-without-plugin.yaml': 'files are not looked into',
  'plugin-not-installed.yaml': 'a package may have any name, and be installed later',
  'time-zone-unknown.yaml': 'zones come from Node',
  'trust-missing.yaml': 'one of three keys is needed',
  'variable-not-closed.yaml': 'a text may hold anything',
  'variable-not-set.yaml': 'the environment is not looked at',
}

describe('preanswer schema', () => {
  let validate: ValidateFunction

  beforeAll(async () => {
    const { stdout } = await preanswer(['schema', '--config', join(root, 'packages/acceptance/configs/default.yaml')])
    // what is only remarked, as the format of an address, is not checked; all else has to be understood
    const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, validateFormats: false })
    validate = ajv.compile(JSON.parse(stdout))
  }, 60_000)

  it.each(configs)('admits %s', (config) => {
    expect([validate(parse(readText(config))), validate.errors]).toEqual([true, null])
  })

  it('refuses every broken config that a JSON Schema can see', () => {
    const broken = readdirSync(join(root, folder)).filter((name) => /^(?!syntax-).*\.(?:yaml|json)$/.test(name))
    const admitted = broken.filter((name) => validate(parse(readText(`${folder}/${name}`))))
    expect(admitted).toEqual(Object.keys(beyondSchemas))
  })

  it('admits a reference to the environment in place of every text, and of no number', () => {
    const config = { secrets: [text], language: text, forward: text, defaultDialect: text, alerts: { url: text } }
    const hours = { use: 'business-hours', with: { hours: { mon: [text] }, closed: { reject: text } } }
    expect([validate({ ...config, plugins: [{ use: text, with: {} }, hours] }), validate.errors]).toEqual([true, null])
    expect(validate({ marginMs: text })).toBe(false)
  })
})

// biome-ignore lint/suspicious/noTemplateCurlyInString: how configs refer to it
const text = '${ANYTHING}'
