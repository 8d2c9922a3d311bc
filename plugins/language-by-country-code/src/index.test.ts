import { createHost, type Entry, readPlugin, type Trace } from '@preanswer/core'
import { simulateCall } from '@preanswer/testing'
import { describe, expect, it } from 'vitest'
import { languageByCountryCode } from './index.ts'

const assistant = {
  firstMessage: 'Goedendag.',
  stt: { provider: 'deepgram', model: 'nova-3', language: 'nl' },
  tts: { provider: 'elevenlabs', voiceId: 'anna', speed: 1.1 },
}

const german = { firstMessage: 'Guten Tag.', stt: { language: 'de' }, tts: { voiceId: 'hans' } }
const french = { firstMessage: 'Bonjour.', stt: { language: 'fr' }, tts: { voiceId: 'claire' } }

const line = { assistant, language: 'nl' }
const dutch = '+31612345678'
const belgian = '+32470123456'
const germanCaller = '+4915123456789'
const polish = '+48512345678'

function answers(entry: Entry, caller: string | null, config: object = line) {
  return simulateCall([entry], { caller, config })
}

function notesOf(trace: Trace): readonly string[] {
  return trace.taps.flatMap((tap) => tap.notes)
}

describe('languageByCountryCode', () => {
  it('finds country and languages without any options', async () => {
    const { facts, response } = await answers(languageByCountryCode(), belgian)
    expect(facts).toMatchObject({ country: 'BE', languages: ['nl-BE', 'fr-BE', 'de-BE'], language: 'nl-BE' })
    expect(response).toEqual({})
  })

  it('changes greeting, recogniser and voice together, in camel case', async () => {
    const plugin = languageByCountryCode({ languages: { de: german } })
    const { facts, response } = await simulateCall([plugin], { caller: germanCaller, config: line, dialect: 'camel' })
    expect(facts).toMatchObject({ country: 'DE', languages: ['de-DE'], language: 'de-DE' })
    expect(response).toEqual({
      assistant: {
        firstMessage: 'Guten Tag.',
        stt_config: { provider: 'deepgram', model: 'nova-3', language: 'de' },
        tts_config: { provider: 'elevenlabs', voiceId: 'hans', speed: 1.1 },
      },
    })
  })

  it('changes greeting, recogniser and voice together, in snake case', async () => {
    const plugin = languageByCountryCode({ languages: { de: german } })
    const { response } = await simulateCall([plugin], { caller: germanCaller, config: line, dialect: 'snake' })
    expect(response).toEqual({
      assistant: {
        first_message: 'Guten Tag.',
        stt_config: { provider: 'deepgram', model: 'nova-3', language: 'de' },
        tts_config: { provider: 'elevenlabs', voice_id: 'hans', speed: 1.1 },
      },
    })
  })

  it.each([
    { caller: null, who: 'a withheld number' },
    { caller: '+266696687', who: 'the word anonymous keyed in as digits' },
    { caller: '+31612', who: 'a number that is too short' },
    { caller: '+12005550123', who: 'an area code that does not exist' },
    { caller: '+80012345678', who: 'an international toll-free number' },
    { caller: '112', who: 'a short number' },
    { caller: 'sip:anna@example.com', who: 'a SIP address' },
  ])('leaves the line its language for $who', async ({ caller }) => {
    const { facts, response } = await answers(languageByCountryCode({ languages: { de: german, en: german } }), caller)
    expect(facts).not.toHaveProperty('country')
    expect(facts).not.toHaveProperty('languages')
    expect(facts.language).toBe('nl')
    expect(response).toEqual({})
  })

  it('gives a withheld caller what is set up for the language of the line', async () => {
    const plugin = languageByCountryCode({ languages: { nl: { firstMessage: 'Goedemiddag!' }, de: german } })
    expect((await answers(plugin, null)).draft).toEqual({ firstMessage: 'Goedemiddag!' })
  })

  it('prefers the first candidate that is set up', async () => {
    const plugin = languageByCountryCode({ languages: { de: german, fr: french } })
    const { facts, draft } = await answers(plugin, belgian, { assistant, language: 'en' })
    expect(facts).toMatchObject({ country: 'BE', languages: ['fr-BE', 'de-BE'], language: 'fr-BE' })
    expect(draft.firstMessage).toBe('Bonjour.')
  })

  it('counts the language of the line as set up', async () => {
    const plugin = languageByCountryCode({ languages: { fr: french } })
    const { facts, response, trace } = await answers(plugin, belgian)
    expect(facts).toMatchObject({ languages: ['nl-BE', 'fr-BE'], language: 'nl-BE' })
    expect(response).toEqual({})
    expect(notesOf(trace)).toEqual([])
  })

  it('keeps the voice of the line rather than take one of another region', async () => {
    const plugin = languageByCountryCode({ languages: { 'nl-BE': { firstMessage: 'Goeiedag.' } } })
    expect((await answers(plugin, dutch)).response).toEqual({})
    expect((await answers(plugin, belgian)).draft).toEqual({ firstMessage: 'Goeiedag.' })
  })

  it('counts what the line speaks as set up', async () => {
    const plugin = languageByCountryCode({ languages: { de: german } })
    const { facts, response, trace } = await answers(plugin, polish, { ...line, languages: ['nl', 'de', 'pl'] })
    expect(facts).toMatchObject({ languages: ['pl-PL'], language: 'pl-PL' })
    expect(response).toEqual({})
    expect(notesOf(trace)).toEqual(['language-not-configured'])
  })

  it('keeps to the line for a caller whose language nobody has set up', async () => {
    const { facts, response, trace } = await answers(languageByCountryCode({ languages: { de: german } }), polish)
    expect(facts).toMatchObject({ country: 'PL', language: 'nl' })
    expect(facts).not.toHaveProperty('languages')
    expect(response).toEqual({})
    expect(notesOf(trace)).toEqual(['language-not-spoken'])
  })

  it('lets the operator say what a country speaks', async () => {
    const plugin = languageByCountryCode({ languages: { fr: french }, countries: { BE: ['fr', 'nl'] } })
    const { facts, draft } = await answers(plugin, belgian)
    expect(facts).toMatchObject({ country: 'BE', languages: ['fr', 'nl'], language: 'fr' })
    expect(draft.firstMessage).toBe('Bonjour.')
  })

  it('follows the language of a known customer before that of the number', async () => {
    const plugin = languageByCountryCode({ languages: { de: german, fr: french } })
    const { facts, draft } = await simulateCall([plugin], {
      caller: germanCaller,
      config: line,
      facts: { customer: { language: 'fr' } },
    })
    expect(facts).toMatchObject({ country: 'DE', languages: ['de-DE'], language: 'fr' })
    expect(draft.firstMessage).toBe('Bonjour.')
  })

  it('changes nothing for a language with an empty patch', async () => {
    const plugin = languageByCountryCode({ languages: { de: german, en: {} } })
    const { facts, response } = await answers(plugin, '+442079460123')
    expect(facts.language).toBe('en-GB')
    expect(response).toEqual({})
  })

  it('changes nothing rather than half of it', async () => {
    const plugin = languageByCountryCode({ languages: { de: german } })
    const { response, trace } = await answers(plugin, germanCaller, { language: 'nl' })
    expect(response).toEqual({})
    expect(trace.response.dropped).toEqual([])
    expect(notesOf(trace)).toEqual(['language-incomplete'])
  })

  it('needs no saved assistant when its blocks are whole', async () => {
    const tts = { provider: 'elevenlabs', voiceId: 'hans' }
    const plugin = languageByCountryCode({ languages: { de: { tts } } })
    expect((await answers(plugin, germanCaller, { language: 'nl' })).draft).toEqual({ tts })
  })

  it('owns what it sets', async () => {
    const plugin = languageByCountryCode({ languages: { de: { firstMessage: 'Guten Tag.' } } })
    const { trace } = await answers(plugin, germanCaller)
    expect(trace.facts).toMatchObject({ country: 'language-by-country-code', languages: 'language-by-country-code' })
    expect(trace.response.owners).toMatchObject({ firstMessage: 'language-by-country-code' })
    expect(trace.taps.map(({ hook, budgetMs }) => ({ hook, budgetMs }))).toEqual([
      { hook: 'identify', budgetMs: 10 },
      { hook: 'contribute', budgetMs: 5 },
    ])
  })

  it('adds no contribute tap without languages', async () => {
    const { trace } = await answers(languageByCountryCode(), dutch)
    expect(trace.taps.map(({ hook }) => hook)).toEqual(['identify'])
  })

  it('says which facts it provides', () => {
    expect(readPlugin(languageByCountryCode)?.definition.provides).toEqual(['country', 'languages'])
  })

  it('keeps numbers out of the trace', async () => {
    const { trace } = await answers(languageByCountryCode({ languages: { de: german } }), '+12005550123')
    expect(notesOf(trace)).toEqual(['country-unknown'])
    expect(JSON.stringify(trace)).not.toContain('2005550123')
  })

  it.each([
    { options: { countries: { UK: ['en'] } }, at: ['countries', 'UK'], what: 'a country that does not exist' },
    { options: { countries: { nl: ['nl'] } }, at: ['countries', 'nl'], what: 'a country in small letters' },
    { options: { countries: { BE: [] } }, at: ['countries', 'BE'], what: 'a country without languages' },
    { options: { countries: { BE: ['français'] } }, at: ['countries', 'BE', 0], what: 'a language that is no tag' },
    { options: { languages: {} }, at: ['languages'], what: 'no languages' },
    { options: { languages: { nl_BE: {} } }, at: ['languages', 'nl_BE'], what: 'an underscore in a tag' },
    {
      options: { languages: { de: { greeting: 'Hallo' } } },
      at: ['languages', 'de', 'greeting'],
      what: 'an unknown key',
    },
    {
      options: { languages: { de: { stt: { voice: 'x' } } } },
      at: ['languages', 'de', 'stt', 'voice'],
      what: 'another block’s key',
    },
    { options: { languages: { de: { firstMessage: ' ' } } }, at: ['languages', 'de', 'firstMessage'], what: 'no text' },
    { options: { language: 'de' }, at: ['language'], what: 'an option that does not exist' },
  ])('refuses $what at start', async ({ options, at }) => {
    const host = createHost({ unsigned: true, plugins: [{ use: languageByCountryCode, with: options }] })
    await expect(host).rejects.toMatchObject({
      code: 'PREANSWER_CONFIG_INVALID',
      issues: [{ path: ['plugins', 0, 'with', ...at] }],
    })
  })
})
