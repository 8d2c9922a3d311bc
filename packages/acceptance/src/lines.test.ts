import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { preanswer, type RunningCommand, startCommand, until } from './command.ts'
import { createLinkedFolder, type TemporaryFolder } from './folder.ts'
import { post, secret } from './webhook.ts'

const numbers = Array.from({ length: 40 }, (_, index) => index)

/** The line whose options are wrong in one of the two configs. */
const wrong = 17

const languages = ['nl', 'en', 'de', 'fr']
const hello = { nl: 'Goedendag', en: 'Good day', de: 'Guten Tag', fr: 'Bonjour' } as Readonly<Record<string, string>>

/** 40 branches of one business: each with its number, city and language; some with a secret, options or plugins of their own. */
function configWith(options: { readonly isRight: boolean }): string {
  const lines = numbers.map((index) => {
    const seconds = index === wrong && !options.isRight ? 'ten' : 100 + index
    return [
      `  - name: branch-${index}`,
      `    numbers: ["${numberOf(index)}"]`,
      `    language: ${languageOf(index)}`,
      `    variables: { city: City ${index} }`,
      ...(index % 5 === 0 ? [`    secrets: ${secretOf(index)}`] : []),
      ...(hasLimit(index)
        ? ['    changes:', '      call-limits:', `        with: { limits: [{ maxDurationSeconds: ${seconds} }] }`]
        : []),
      ...(hasAnalysis(index)
        ? ['    plugins:', '      - use: analysis-plan', '        with:', `          ${schema}`]
        : []),
    ]
  })
  const texts = languages.map((language) => `        ${language}: ["${hello[language]}, {{shop}} {{city}}."]`)
  return [
    `secrets: ${secret}`,
    'savedAssistant: false',
    'variables: { shop: Wielwerk, city: the head office }',
    'assistant: &whole',
    '  firstMessage: We call you back.',
    '  llm: { provider: openai, model: gpt-5.4-mini }',
    '  stt: { provider: deepgram, model: nova-3, language: multi }',
    '  tts: { provider: elevenlabs, voiceId: voice }',
    'fallback: *whole',
    'alerts: {}',
    'lines:',
    ...lines.flat(),
    'plugins:',
    '  - use: greeting',
    '    with:',
    '      texts:',
    ...texts,
    '  - use: call-limits',
    '    with: { limits: [{ maxDurationSeconds: 900 }] }',
  ].join('\n')
}

const schema = 'schema: { type: object, properties: { reason: { type: string, description: why they rang } } }'

function numberOf(index: number): string {
  return `+3120${1_000_000 + index}`
}

function languageOf(index: number): string {
  return languages[index % languages.length] ?? 'nl'
}

function secretOf(index: number): string {
  return index % 5 === 0 ? `a-secret-of-branch-${index}` : secret
}

function hasLimit(index: number): boolean {
  return index % 2 === 1
}

function hasAnalysis(index: number): boolean {
  return index % 8 === 4
}

/** What the same caller hears on each line. */
function expected(index: number) {
  return {
    status: 200,
    greeting: `${hello[languageOf(index)]}, Wielwerk City ${index}.`,
    seconds: hasLimit(index) ? 100 + index : 900,
    isAnalysed: hasAnalysis(index),
  }
}

async function dial(origin: string, index: number, key = secretOf(index)) {
  const message = {
    type: 'assistant-request',
    call: { id: crypto.randomUUID(), type: 'inbound_phone_call', status: 'ringing' },
    phone_number: { number: numberOf(index) },
    customer: { number: '+442079460011' },
  }
  const { status, body } = await post(`${origin}/webhook`, JSON.stringify({ message }), key)
  if (status !== 200) return { status, body }
  const { assistant = {}, max_duration_seconds: seconds } = JSON.parse(body)
  return { status, body, greeting: assistant.first_message, seconds, isAnalysed: assistant.analysis_plan !== undefined }
}

describe('40 lines in a YAML file', { timeout: 120_000 }, () => {
  let folder: TemporaryFolder
  let right: RunningCommand
  let broken: RunningCommand

  beforeAll(async () => {
    folder = await createLinkedFolder()
    for (const name of ['right', 'broken']) {
      await mkdir(join(folder.path, name))
      await folder.write(`${name}/preanswer.config.yaml`, configWith({ isRight: name === 'right' }))
    }
    const file = (name: string) => join(folder.path, name, 'preanswer.config.yaml')
    const started = [startCommand(file('right')), startCommand(file('broken'))] as const
    ;[right, broken] = await Promise.all(started)
  }, 120_000)

  afterAll(async () => {
    await Promise.all([right?.stop(), broken?.stop()])
    await folder.remove()
  })

  it('give the same caller 40 different answers, each the right one, by the number that was dialed', async () => {
    const answers = await Promise.all(numbers.map((index) => dial(right.origin, index)))
    expect(answers).toMatchObject(numbers.map(expected))
    expect(new Set(answers.map(({ greeting }) => greeting)).size).toBe(40)
  })

  it('are each trusted under their own secrets only', async () => {
    const keys = numbers.filter((index) => index % 5 === 0)
    const statuses = await Promise.all(keys.map(async (index) => (await dial(right.origin, index, secret)).status))
    expect(statuses).toEqual(keys.map(() => 401))
    expect((await dial(right.origin, 1, secretOf(0))).status).toBe(401)
  })

  it('with broken options in one of them, are refused by preanswer check with line and column', async () => {
    const { exitCode, stderr } = await preanswer(['check'], { cwd: join(folder.path, 'broken') })
    const text = configWith({ isRight: false }).split('\n')
    const line = text.findIndex((row) => row.includes('ten')) + 1
    const column = (text[line - 1] ?? '').indexOf('maxDurationSeconds') + 1
    const place = `preanswer.config.yaml:${line}:${column}  lines[${wrong}].changes.call-limits.with.limits[0].maxDurationSeconds`
    expect({ exitCode, stderr }).toEqual({ exitCode: 78, stderr: expect.stringContaining(`${place}\n`) })
    expect(stderr).toContain('1 problem in the config')
  })

  it('with broken options in one of them, start: that line has its fallback, and the others give the same bytes', async () => {
    const others = numbers.filter((index) => index !== wrong)
    const ask = (origin: string) => Promise.all(others.map(async (index) => (await dial(origin, index)).body))
    expect(await ask(broken.origin)).toEqual(await ask(right.origin))
    const fallback = { status: 200, greeting: 'We call you back.', seconds: undefined, isAnalysed: false }
    expect(await dial(broken.origin, wrong)).toMatchObject(fallback)
    const ready = await fetch(`${broken.origin}/readyz`, { headers: { connection: 'close' } })
    const degraded = [{ line: `branch-${wrong}`, reason: 'config-invalid' }]
    expect(await ready.json()).toEqual({ status: 'ready', degraded })
    const alert = await until(broken, () => /"alert":"line-in-fallback".*/.exec(broken.output.stdout)?.[0])
    expect(alert).toContain(`"lines":["branch-${wrong}"]`)
  })
})
