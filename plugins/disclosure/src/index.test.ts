import { createHost, definePlugin, type Entry, type Patch, type Snapshot } from '@preanswer/core'
import { requestBody, simulateCall } from '@preanswer/testing'
import { describe, expect, it } from 'vitest'
import { disclosure } from './index.ts'

const ai = 'U spreekt met een AI-assistent.'
const recording = 'Dit gesprek wordt opgenomen.'
const recorded = disclosure({ country: 'NL', recorded: true })
const saved = {
  firstMessage: 'Met De Linde.',
  llm: { provider: 'openai', model: 'gpt-5.4' },
  stt: { provider: 'deepgram', model: 'nova-3', language: 'nl' },
  tts: { provider: 'elevenlabs', voiceId: 'sarah' },
}
const config = { language: 'nl', assistant: saved }

describe('disclosure', () => {
  it.each([
    { dialect: 'camel' as const, expected: { assistant: { firstMessage: `${ai} ${recording} Met De Linde.` } } },
    { dialect: 'snake' as const, expected: { assistant: { first_message: `${ai} ${recording} Met De Linde.` } } },
  ])('says both sentences before the saved greeting, in $dialect', async ({ dialect, expected }) => {
    const { response } = await simulateCall([recorded], { dialect, config, caller: null })
    expect(response).toEqual(expected)
  })

  it('says them in legacy too, within a whole assistant', async () => {
    const { response } = await simulateCall([recorded], { dialect: 'legacy', config })
    expect(response.assistant).toMatchObject({ firstMessage: `${ai} ${recording} Met De Linde.`, model: saved.llm })
  })

  it('says them before the greeting of another plugin', async () => {
    const { draft } = await simulateCall([patching({ firstMessage: 'Dag Zoë!' }), recorded], { config })
    expect(draft.firstMessage).toBe(`${ai} ${recording} Dag Zoë!`)
  })

  it.each([
    { facts: { language: 'en-GB' }, expected: 'You are speaking with an AI assistant. Hello.', which: 'the call' },
    { facts: { language: 'it' }, expected: `${ai} Hallo.`, which: 'the line, where there is no text' },
    { facts: { language: 'fr-BE' }, expected: 'Vous parlez avec une machine. Hallo.', which: 'the call, its own text' },
  ])('speaks the language of $which', async ({ facts, expected }) => {
    const entry = disclosure({ country: 'BE', texts: { ai: { FR: 'Vous parlez avec une machine.' } } })
    const assistant = { firstMessage: { nl: 'Hallo.', en: 'Hello.' } }
    const { draft } = await simulateCall([entry], { facts, config: { language: 'nl', assistant } })
    expect(draft.firstMessage).toBe(expected)
  })

  it('speaks English where no language is known', async () => {
    const entry = disclosure({ country: 'NL', texts: { ai: { it: 'Parla con una IA.' } } })
    const { draft } = await simulateCall([entry], { config: { assistant: { firstMessage: 'Hi.' } } })
    expect(draft.firstMessage).toBe('You are speaking with an AI assistant. Hi.')
  })

  it.each([
    { greeting: `Met De Linde. ${ai}`, expected: `${recording} Met De Linde. ${ai}`, what: 'its own sentence' },
    {
      greeting: 'Met De Linde, u SPREEKT met een ai assistent; hoe kan ik helpen?',
      expected: `${recording} Met De Linde, u SPREEKT met een ai assistent; hoe kan ik helpen?`,
      what: 'it in another spelling',
    },
    {
      greeting: 'You are speaking with an AI assistant. Dag.',
      expected: `${recording} You are speaking with an AI assistant. Dag.`,
      what: 'it in another language',
    },
    {
      greeting: 'Sie sprechen mit einem KI-Assistenten. Hallo.',
      expected: `${recording} Sie sprechen mit einem KI-Assistenten. Hallo.`,
      what: 'the built-in sentence where config has another',
    },
    {
      greeting: 'Met de digitale assistent van De Linde.',
      expected: `${recording} Met de digitale assistent van De Linde.`,
      what: 'a phrase that config counts as the same',
    },
    {
      greeting: 'Met de digitale assistente van De Linde.',
      expected: `${ai} ${recording} Met de digitale assistente van De Linde.`,
      what: 'a longer word than such a phrase',
    },
    { greeting: `${ai} ${recording} Dag.`, expected: undefined, what: 'all of it' },
  ])('says nothing twice: $what', async ({ greeting, expected }) => {
    const entry = disclosure({
      country: 'NL',
      recorded: true,
      texts: { ai: { de: 'Hier spricht eine KI.' } },
      equivalents: { ai: ['digitale assistent'] },
    })
    const assistant = { ...saved, firstMessage: greeting }
    const { draft } = await simulateCall([entry], { config: { ...config, assistant } })
    expect(draft.firstMessage).toBe(expected)
  })

  it('says nothing twice where it stands twice, with texts of its own', async () => {
    const texts = { ai: { nl: 'U praat met een computer.' } }
    const own = { ...disclosure({ country: 'NL', texts }), name: 'own' }
    const [first, second] = await Promise.all(
      [
        [own, recorded],
        [disclosure({ country: 'NL' }), own],
      ].map((plugins) => simulateCall(plugins, { config })),
    )
    expect(first?.draft.firstMessage).toBe(`${recording} U praat met een computer. Met De Linde.`)
    expect(second?.draft.firstMessage).toBe(`${ai} Met De Linde.`)
  })

  it('says it again where a plugin between has replaced the greeting', async () => {
    const plugins = [recorded, patching({ firstMessage: 'Dag!' }, 'review'), { ...recorded, name: 'second' }]
    const { draft } = await simulateCall(plugins, { config })
    expect(draft.firstMessage).toBe(`${ai} ${recording} Dag!`)
  })

  it.each([
    { dialedNumber: '+31201234567', expected: `${ai} ${recording} Met De Linde.`, which: 'that is not listed' },
    { dialedNumber: '+31201234568', expected: `${ai} Met De Linde.`, which: 'whose calls are not recorded' },
    { dialedNumber: '+12025550100', expected: `${recording} Met De Linde.`, which: 'in another country' },
    { dialedNumber: '+31201234569', expected: undefined, which: 'on which nothing is said' },
  ])('on a line $which the greeting is "$expected"', async ({ dialedNumber, expected }) => {
    const byDialedNumber = {
      '+31201234568': { recorded: false },
      '+12025550100': { country: 'US' },
      '+31201234569': false as const,
    }
    const entry = disclosure({ country: 'NL', recorded: true, byDialedNumber })
    const { draft } = await simulateCall([entry], { dialedNumber, config })
    expect(draft.firstMessage).toBe(expected)
  })

  it.each([
    { native: { snake: { recording_consent: { enabled: true } } }, expected: `${ai} Met De Linde.`, when: 'asks' },
    { native: { camel: { recordingConsent: { enabled: true } } }, expected: `${ai} Met De Linde.`, when: 'asks' },
    {
      native: { snake: { recording_consent: { enabled: false } } },
      expected: `${ai} ${recording} Met De Linde.`,
      when: 'does not ask',
    },
    {
      native: { snake: { recording_consent: true } },
      expected: `${ai} ${recording} Met De Linde.`,
      when: 'is unclear',
    },
  ])('where the platform $when for consent to the recording with $native, says "$expected"', async (row) => {
    const { draft } = await simulateCall([recorded], {
      config: { ...config, assistant: { ...saved, native: row.native } },
    })
    expect(draft.firstMessage).toBe(row.expected)
  })

  const consent = { snake: { recording_consent: { enabled: true } } }

  it('does not count on the consent of an assistant that the platform has not saved', async () => {
    const assistant: Snapshot = { ...saved, native: consent }
    const { draft } = await simulateCall([recorded], { config: { language: 'nl', assistant, savedAssistant: false } })
    expect(draft.firstMessage).toBe(`${ai} ${recording} Met De Linde.`)
  })

  it('does not count on it in a web call', async () => {
    const call = { id: '1', type: 'web_call', status: 'ringing' }
    const body = JSON.stringify({ message: { type: 'assistant-request', call } })
    const response = await answerOf([recorded], { ...config, assistant: { ...saved, native: consent } }, body)
    expect(response).toEqual({ assistant: { first_message: `${ai} ${recording} Met De Linde.` } })
  })

  it('says nothing before the greeting of an assistant that it does not know', async () => {
    const assistant: Snapshot = { ...saved, assistantId: 'own', native: consent }
    const simulate = (assistantId: string) =>
      simulateCall([patching({ assistantId }), recorded], { config: { language: 'nl', assistant } })
    expect((await simulate('own')).draft.firstMessage).toBe(`${ai} Met De Linde.`)
    const { draft, trace } = await simulate('other')
    expect(draft).toEqual({ assistantId: 'other' })
    expect(trace.taps.find(({ hook }) => hook === 'review')?.notes).toEqual(['no-greeting'])
  })

  it('says nothing where no greeting is known, and logs that once', async () => {
    const errors: string[] = []
    const silent = () => {}
    const log = { debug: silent, info: silent, warn: silent, error: (_: object, text: string) => errors.push(text) }
    const host = await createHost({ unsigned: true, plugins: [recorded] }, { log })
    for (const callId of ['1', '2']) {
      const { body } = await host.answer({ headers: {}, body: callWith(callId), trusted: true })
      expect(body).toBe('{}')
    }
    await host.close()
    expect(errors).toHaveLength(1)
  })

  it('leaves a rejection alone', async () => {
    const closed = definePlugin({ name: 'closed', setup: (hooks) => hooks.screen.tap(() => ({ reject: 'Gesloten.' })) })
    const { response } = await simulateCall([closed, recorded], { config })
    expect(response).toEqual({ error: 'Gesloten.' })
  })

  it('keeps what has to be said of a greeting that is too long', async () => {
    const greeting = `${'la '.repeat(1_332)}la`
    const { draft } = await simulateCall([patching({ firstMessage: greeting }), recorded], { config })
    expect(draft.firstMessage?.startsWith(`${ai} ${recording} la la`)).toBe(true)
    expect(draft.firstMessage).toMatch(/ la$/)
  })

  it('lays the sentences upon the fallback where nobody has anything else to say', async () => {
    const fallback = { ...saved, firstMessage: 'Laat een bericht achter.', tts: { ...saved.tts, voiceId: 'tom' } }
    const { draft } = await simulateCall([recorded], { config: { ...config, fallback, savedAssistant: false } })
    expect(draft).toMatchObject({
      firstMessage: `${ai} ${recording} Laat een bericht achter.`,
      tts: { voiceId: 'tom' },
    })
  })

  it.each([
    { options: { country: 'US' }, codes: ['nothing-to-say'] },
    { options: { country: 'US', byDialedNumber: { '+31201234567': { country: 'NL' } } }, codes: [] },
    { options: { country: 'US', recorded: true }, codes: [] },
    { options: { country: 'NL' }, codes: [] },
  ])('reports $codes of $options', async ({ options, codes }) => {
    expect(await findingsOf(options)).toEqual(codes)
  })

  it('refuses a country that is none, with its place', async () => {
    await expect(simulateCall([disclosure({ country: 'EU' })])).rejects.toMatchObject({
      code: 'PREANSWER_CONFIG_INVALID',
      issues: [{ path: ['plugins', 0, 'with', 'country'] }],
    })
  })
})

/** Stands for any other plugin. */
function patching(patch: Patch, hook: 'contribute' | 'review' = 'contribute'): Entry {
  return definePlugin({ name: 'patching', setup: (hooks) => hooks[hook].tap(() => patch) })()
}

function callWith(callId: string): string {
  return JSON.stringify(requestBody('snake', { caller: null, dialedNumber: '+31201234567', at: 0, callId }))
}

async function answerOf(plugins: readonly Entry[], rest: object, body: string): Promise<unknown> {
  const host = await createHost({ ...rest, unsigned: true, plugins })
  const reply = await host.answer({ headers: {}, body, trusted: true })
  await host.close()
  return JSON.parse(reply.body)
}

/** What the plugin reports while it is set up. */
async function findingsOf(options: Parameters<typeof disclosure>[0]): Promise<readonly string[]> {
  const host = await createHost({ unsigned: true, plugins: [disclosure(options)] })
  await host.close()
  return host.findings.filter(({ path }) => path?.[0] === 'plugins').map(({ code }) => code)
}
