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
    { caller: 'sip:anonymous@anonymous.invalid', who: 'the SIP address of nobody' },
    { caller: '"Anonymous" <sip:+anonymous@sip.example.com>', who: 'a name for nobody' },
    { caller: 'Anonymous', who: 'a word' },
    { caller: '', who: 'nothing' },
    { caller: '+882161234567', who: 'a network of no country' },
    { caller: '+979123456789', who: 'an international premium number' },
    { caller: '+18005551234', who: 'a toll-free number' },
  ])('leaves the line its language for $who, in every dialect', async ({ caller }) => {
    const plugin = languageByCountryCode({ languages: { de: german, en: { ...german, stt: { language: 'en' } } } })
    for (const dialect of ['legacy', 'camel', 'snake'] as const) {
      const { facts, draft } = await simulateCall([plugin], { caller, config: line, dialect })
      expect(facts).toEqual({ language: 'nl' })
      // a legacy response is always whole
      expect(draft).toEqual(dialect === 'legacy' ? assistant : {})
    }
  })

  it('changes greeting, recogniser and voice together in legacy too', async () => {
    const plugin = languageByCountryCode({ languages: { de: german } })
    const { response } = await simulateCall([plugin], { caller: germanCaller, config: line, dialect: 'legacy' })
    expect(response).toMatchObject({
      assistant: {
        firstMessage: 'Guten Tag.',
        transcriber: { provider: 'deepgram', model: 'nova-3', language: 'de' },
        voice: { provider: '11labs', voiceId: 'hans', speed: 1.1 },
      },
    })
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
    expect(notesOf(trace)).toEqual([])
  })

  it('keeps to the line for a caller whose language nobody has set up', async () => {
    const { facts, response, trace } = await answers(languageByCountryCode({ languages: { de: german } }), polish)
    expect(facts).toMatchObject({ country: 'PL', language: 'nl' })
    expect(facts).not.toHaveProperty('languages')
    expect(response).toEqual({})
    expect(notesOf(trace)).toEqual(['language-not-configured'])
  })

  it('has the language of the area before that of the country', async () => {
    const plugin = languageByCountryCode({ languages: { fr: french, de: german } })
    const { facts, draft } = await answers(plugin, '+3243456789')
    expect(facts).toMatchObject({ country: 'BE', languages: ['fr-BE', 'nl-BE', 'de-BE'], language: 'fr-BE' })
    expect(draft.firstMessage).toBe('Bonjour.')
  })

  it('lets the operator say what an area speaks, before all else', async () => {
    const areas = { '+3287': ['de'], '+32': ['fr'] }
    const plugin = languageByCountryCode({ languages: { fr: french, de: german }, countries: { BE: ['nl'] }, areas })
    expect((await answers(plugin, '+3287553000')).facts.languages).toEqual(['de', 'nl'])
    expect((await answers(plugin, belgian)).facts.languages).toEqual(['fr', 'nl'])
  })

  it('takes no more candidates than the host does', async () => {
    const tags = Array.from({ length: 15 }, (_, index) => `nl-${100 + index}`)
    const more = tags.map((tag) => `${tag}-x1`)
    const plugin = languageByCountryCode({ countries: { BE: tags }, areas: { '+32': more } })
    expect((await answers(plugin, belgian)).facts.languages).toEqual([...more, ...tags].slice(0, 20))
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

  it('needs no saved assistant when its blocks are whole', async () => {
    const tts = { provider: 'elevenlabs', voiceId: 'hans' }
    const plugin = languageByCountryCode({ languages: { de: { tts } } })
    expect((await answers(plugin, germanCaller, { language: 'nl' })).draft).toEqual({ tts })
  })

  it('owns what it sets', async () => {
    const plugin = languageByCountryCode({ languages: { de: german } })
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
    { options: { areas: { '3287': ['de'] } }, at: ['areas', '3287'], what: 'an area without a plus' },
    { options: { areas: { '+3287': [] } }, at: ['areas', '+3287'], what: 'an area without languages' },
    { options: { providers: { llm: {} } }, at: ['providers', 'llm'], what: 'a kind of provider that does not speak' },
    { options: { providers: { stt: { deepgram: 'nl' } } }, at: ['providers', 'stt', 'deepgram'], what: 'no list' },
    { options: { language: 'de' }, at: ['language'], what: 'an option that does not exist' },
  ])('refuses $what at start', async ({ options, at }) => {
    const host = createHost({ unsigned: true, plugins: [{ use: languageByCountryCode, with: options }] })
    await expect(host).rejects.toMatchObject({
      code: 'PREANSWER_CONFIG_INVALID',
      issues: [{ path: ['plugins', 0, 'with', ...at] }],
    })
  })
})
