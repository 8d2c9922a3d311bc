import { createHost, definePlugin, type Entry, type Logger, type Patch } from '@preanswer/core'
import { type SimulatedCall, simulateCall } from '@preanswer/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { abTest } from './index.ts'

const bold = { firstMessage: 'Hi!' }
const trial = { experiment: 'trial', variants: { control: {}, bold: { patch: bold } } }
const onlyBold = { experiment: 'trial', variants: { control: { weight: 0 }, bold: { patch: bold } } }
const other = { experiment: 'trial', variants: { control: { weight: 0 }, other: { assistantId: 'assistant-2' } } }
const saved = {
  firstMessage: 'Goedemiddag!',
  llm: { provider: 'openai', model: 'gpt-5.4-nano', prompt: 'You answer the phone.' },
  stt: { provider: 'deepgram', model: 'nova-3', language: 'nl' },
  tts: { provider: 'elevenlabs', voiceId: 'sarah' },
}
const exposed = { experiment: 'trial', variant: 'bold', isWithheld: false, count: 1 }

describe('abTest', () => {
  it.each([
    { dialect: 'camel' as const, expected: { assistant: { firstMessage: 'Hi!', metadata: { trial: 'bold' } } } },
    { dialect: 'snake' as const, expected: { assistant: { first_message: 'Hi!', metadata: { trial: 'bold' } } } },
  ])('lays the variant on the response and into the metadata, in $dialect', async ({ dialect, expected }) => {
    const { response, exposures } = await simulate(abTest(onlyBold), { dialect })
    expect(response).toEqual(expected)
    expect(exposures).toEqual([exposed])
  })

  it('lays it on a whole assistant in legacy, which has no metadata', async () => {
    const call = { dialect: 'legacy', config: { assistant: saved } } as const
    const { response, exposures } = await simulate(abTest(onlyBold), call)
    expect(response.assistant).toMatchObject({ firstMessage: 'Hi!', voice: { voiceId: 'sarah' } })
    expect(response.assistant).not.toHaveProperty('metadata')
    expect(exposures).toEqual([exposed])
  })

  it('gives each caller one of the variants, always the same', async () => {
    const callers = Array.from({ length: 12 }, (_, index) => `+3161234567${index}`.slice(0, 12))
    const variantsOf = async () =>
      Promise.all(callers.map(async (caller) => (await simulate(abTest(trial), { caller })).draft.metadata?.trial))
    const variants = await variantsOf()
    expect(new Set(variants)).toEqual(new Set(['control', 'bold']))
    expect(await variantsOf()).toEqual(variants)
  })

  it('marks the callers of a variant without a patch, and changes nothing else', async () => {
    const options = { experiment: 'trial', variants: { control: {}, bold: { weight: 0, patch: bold } } }
    const { response, exposures } = await simulate(abTest(options), {})
    expect(response).toEqual({ assistant: { metadata: { trial: 'control' } } })
    expect(exposures).toEqual([{ ...exposed, variant: 'control' }])
  })

  it('keeps the saved metadata, and a patch’s own', async () => {
    const variants = { control: { weight: 0 }, bold: { patch: { ...bold, metadata: { team: 'a' } } } }
    const { draft } = await simulate(abTest({ ...trial, variants, metadataKey: 'ab' }), {
      config: { assistant: { metadata: { crm: 7 } } },
    })
    expect(draft.metadata).toEqual({ crm: 7, team: 'a', ab: 'bold' })
  })

  it('leaves callers who do not take part alone', async () => {
    const { response, trace, exposures } = await simulate(abTest({ ...onlyBold, coverage: 0 }), {})
    expect(response).toEqual({})
    expect(trace.taps.flatMap(({ notes }) => notes)).toEqual([])
    expect(exposures).toEqual([])
  })

  it('notes experiment and variant in the trace, and no number', async () => {
    const { trace } = await simulate(abTest(onlyBold), { caller: '+31612345678' })
    expect(trace.taps.find(({ hook }) => hook === 'contribute')?.notes).toEqual(['experiment-trial', 'variant-bold'])
    expect(JSON.stringify(trace)).not.toContain('612345678')
  })

  it.each(['camel', 'snake'] as const)('takes withheld callers by the call and marks them, in %s', async (dialect) => {
    const { response, trace, exposures } = await simulate(abTest(onlyBold), { caller: null, dialect })
    expect(response).toMatchObject({ assistant: { metadata: { trial: 'bold' } } })
    expect(trace.taps.find(({ hook }) => hook === 'contribute')?.notes).toContain('caller-withheld')
    expect(exposures).toEqual([{ ...exposed, isWithheld: true }])
  })

  it('leaves out withheld callers in legacy, whose calls have no id', async () => {
    const call = { caller: null, dialect: 'legacy', config: { assistant: saved } } as const
    const { response, exposures } = await simulate(abTest(onlyBold), call)
    expect(response.assistant).toMatchObject({ firstMessage: 'Goedemiddag!' })
    expect(exposures).toEqual([])
  })

  it('excludes callers by a tier that another plugin found', async () => {
    const entry = abTest({ ...onlyBold, exclude: { tiers: ['gold'] } })
    const { response } = await simulate(entry, { facts: { customer: { tier: 'gold' } } })
    expect(response).toEqual({})
  })

  it('keeps two experiments apart', async () => {
    const second = { experiment: 'second', variants: { x: { weight: 0 }, y: { patch: { maxDurationSeconds: 60 } } } }
    const entries = [abTest(onlyBold), { ...abTest(second), name: 'second' }]
    const { draft } = await simulateCall(entries)
    expect(draft).toEqual({ ...bold, maxDurationSeconds: 60, metadata: { trial: 'bold', second: 'y' } })
  })
})

describe('abTest with an assistantId', () => {
  it('names the saved assistant, and marks it, in snake', async () => {
    const { response, exposures } = await simulate(abTest(other), {})
    expect(response).toEqual({
      assistant_id: 'assistant-2',
      assistant_override: { metadata: { trial: 'other' } },
    })
    expect(exposures).toEqual([{ ...exposed, variant: 'other' }])
  })

  it.each(['legacy', 'camel'] as const)(
    'marks nobody and counts nobody in %s, which cannot carry it',
    async (dialect) => {
      const { draft, trace, exposures } = await simulate(abTest(other), { dialect, config: { assistant: saved } })
      expect(draft).toEqual(dialect === 'legacy' ? saved : {})
      expect(trace.taps.find(({ hook }) => hook === 'review')?.notes).toEqual(['variant-not-carried'])
      expect(exposures).toEqual([])
    },
  )

  it('says so at start', async () => {
    const host = await createHost({ unsigned: true, plugins: [abTest(other)] })
    onTestFinished(() => host.close())
    expect(host.findings).toContainEqual(
      expect.objectContaining({
        severity: 'warning',
        code: 'assistant-id-not-in-dialect',
        path: ['plugins', 0, 'with', 'variants', 'other'],
      }),
    )
  })

  it('adds no review tap without one', async () => {
    const { trace } = await simulateCall([abTest(trial)])
    expect(trace.taps.map(({ hook }) => hook)).toEqual(['contribute'])
  })
})

describe('an exposure', () => {
  it.each([
    { what: 'overridden', plugins: [patching({ firstMessage: 'No, hello!' })] },
    { what: 'not whole', variant: { llm: { prompt: 'Be bold.' } }, plugins: [] },
    { what: 'rejected', plugins: [rejecting()] },
  ])('is not counted when the variant is $what', async ({ variant = bold, plugins }) => {
    const variants = { control: { weight: 0 }, bold: { patch: variant } }
    const { exposures } = await simulate([abTest({ ...trial, variants }), ...plugins], {})
    expect(exposures).toEqual([])
  })

  it('is counted when another plugin overrides what is not of the variant', async () => {
    const { exposures } = await simulate([patching({ firstMessage: 'Hello.' }), abTest(onlyBold)], {})
    expect(exposures).toEqual([exposed])
  })

  it('is counted by variant, once a call', async () => {
    const lines: Record<string, unknown>[] = []
    const log = logInto(lines)
    const host = await createHost({ unsigned: true, plugins: [abTest(onlyBold)] }, { log })
    const ring = (id: string, type = 'assistant-request') =>
      host.answer({
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          message: { type, call: { id, type: 'inbound_phone_call' }, customer: { number: '+31612345678' } },
        }),
        trusted: true,
      })
    for (const id of ['one', 'two', 'two', 'three']) await ring(id)
    await ring('three', 'end-of-call-report')
    await host.close()
    expect(lines.map(({ count }) => count)).toEqual([1, 2, 3])
    expect(JSON.stringify(lines)).not.toMatch(/612345678|two/)
  })
})

describe('the options of abTest', () => {
  it.each([
    { options: { variants: trial.variants }, at: ['experiment'], what: 'no name' },
    { options: { ...trial, experiment: 'Trial 1' }, at: ['experiment'], what: 'a name that no trace can hold' },
    { options: { ...trial, experiment: 'call-31612345678' }, at: ['experiment'], what: 'a name like a number' },
    { options: { experiment: 'trial', variants: { bold: {} } }, at: ['variants'], what: 'one variant' },
    {
      options: { experiment: 'trial', variants: { '1': {}, b: {} } },
      at: ['variants', '1'],
      what: 'numbered variants',
    },
    {
      options: { experiment: 'trial', variants: { a: { weight: 0 }, b: { weight: 0 } } },
      at: ['variants'],
      what: 'no weight at all',
    },
    {
      options: { experiment: 'trial', variants: { a: {}, b: { weight: -1 } } },
      at: ['variants', 'b', 'weight'],
      what: 'a negative weight',
    },
    {
      options: { experiment: 'trial', variants: { a: {}, b: { patch: {} } } },
      at: ['variants', 'b', 'patch'],
      what: 'an empty patch',
    },
    {
      options: { experiment: 'trial', variants: { a: {}, b: { patch: bold, assistantId: 'x' } } },
      at: ['variants', 'b'],
      what: 'a patch and an assistantId',
    },
    { options: { ...trial, coverage: 50 }, at: ['coverage'], what: 'a coverage in per cent' },
    { options: { ...trial, lines: [31201234567] }, at: ['lines', 0], what: 'a number that YAML read as a number' },
    { options: { ...trial, exclude: { numbers: [] } }, at: ['exclude', 'numbers'], what: 'an unknown exclusion' },
    { options: { ...trial, salt: 'x' }, at: ['salt'], what: 'an unknown option' },
  ])('are refused with $what', async ({ options, at }) => {
    const plugins = [{ use: abTest, with: options }]
    await expect(createHost({ unsigned: true, plugins })).rejects.toMatchObject({
      code: 'PREANSWER_CONFIG_INVALID',
      issues: [{ path: ['plugins', 0, 'with', ...at] }],
    })
  })
})

/** A call, and the exposures that were logged in it. */
async function simulate(plugins: Entry | readonly Entry[], call: SimulatedCall) {
  const lines: Record<string, unknown>[] = []
  const result = await simulateCall([plugins].flat(), { ...call, log: logInto(lines) })
  return { ...result, exposures: lines.map(({ entry: _, exchange: __, ...line }) => line) }
}

function logInto(lines: Record<string, unknown>[]): Logger {
  const info = (fields: object, message: string) => {
    if (message === 'exposed') lines.push({ ...fields })
  }
  return { debug() {}, info, warn() {}, error() {} }
}

function patching(patch: Patch) {
  return definePlugin({
    name: 'patching',
    setup(hooks) {
      hooks.contribute.tap(() => patch)
    },
  })()
}

function rejecting() {
  return definePlugin({
    name: 'rejecting',
    setup(hooks) {
      hooks.review.tap(() => ({ reject: 'Not today.' }))
    },
  })()
}
