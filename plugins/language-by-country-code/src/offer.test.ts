import { createHost, type Entry, type Trace } from '@preanswer/core'
import { simulateCall } from '@preanswer/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { languageByCountryCode } from './index.ts'
import { createOffers } from './offer.ts'
import { spokenLanguages } from './spoken-languages.ts'

const assistant = {
  firstMessage: 'Goedendag.',
  stt: { provider: 'deepgram', model: 'nova-3', language: 'nl' },
  tts: { provider: 'elevenlabs', voiceId: 'anna', speed: 1.1 },
}

const german = { firstMessage: 'Guten Tag.', stt: { language: 'de' }, tts: { voiceId: 'hans' } }

const line = { assistant, language: 'nl' }
const belgian = '+32470123456'
const germanCaller = '+4915123456789'
const polish = '+48512345678'

function answers(entry: Entry, caller: string | null, config: object = line) {
  return simulateCall([entry], { caller, config })
}

function notesOf(trace: Trace): readonly string[] {
  return trace.taps.flatMap((tap) => tap.notes)
}

describe('languageByCountryCode, where a language may not be spoken,', () => {
  it('changes nothing rather than half of it', async () => {
    const plugin = languageByCountryCode({ languages: { de: german } })
    const { response, trace } = await answers(plugin, germanCaller, { language: 'nl' })
    expect(response).toEqual({})
    expect(trace.response.dropped).toEqual([])
    expect(notesOf(trace)).toEqual(['language-incomplete'])
  })

  it('offers no language that the recogniser or the voice cannot speak', async () => {
    const stt = { provider: 'mistral', model: 'voxtral-mini-latest', language: 'pl' }
    const polishPatch = { firstMessage: 'Dzień dobry.', stt, tts: { voiceId: 'zofia' } }
    const plugin = languageByCountryCode({ languages: { pl: polishPatch } })
    const { facts, response, trace } = await answers(plugin, polish)
    expect(facts).toMatchObject({ country: 'PL', language: 'nl' })
    expect(response).toEqual({})
    expect(notesOf(trace)).toEqual(['language-not-spoken'])
  })

  it('offers it when the operator says that the provider speaks it', async () => {
    const stt = { provider: 'mistral', model: 'voxtral-mini-latest', language: 'pl' }
    const languages = { pl: { firstMessage: 'Dzień dobry.', stt } }
    const plugin = languageByCountryCode({ languages, providers: { stt: { mistral: ['nl', 'pl'] } } })
    const { facts, draft } = await answers(plugin, polish)
    expect(facts).toMatchObject({ languages: ['pl-PL'], language: 'pl-PL' })
    expect(draft).toMatchObject({ firstMessage: 'Dzień dobry.', stt })
  })

  it('knows what the saved assistant cannot speak, also without options', async () => {
    const { facts, trace } = await answers(languageByCountryCode(), '+37251234567')
    expect(facts).toMatchObject({ country: 'EE', language: 'nl' })
    expect(facts).not.toHaveProperty('languages')
    expect(notesOf(trace)).toEqual(['language-not-spoken'])
  })

  it('keeps from a customer’s language what the provider cannot speak', async () => {
    const languages = { et: { firstMessage: 'Tere.', stt: { language: 'et' } }, de: german }
    const { response, trace } = await simulateCall([languageByCountryCode({ languages })], {
      caller: germanCaller,
      config: line,
      facts: { customer: { language: 'et' } },
    })
    expect(response).toEqual({})
    expect(notesOf(trace)).toEqual(['language-not-spoken'])
  })

  it.each([
    { patch: { firstMessage: 'Guten Tag.' }, what: 'greeting, and leave a recogniser of another language' },
    { patch: { ...german, tts: { language: 'nl' } }, what: 'recogniser, and leave the voice' },
  ])('does not change the $what', async ({ patch }) => {
    const plugin = languageByCountryCode({ languages: { de: patch } })
    const { facts, response, trace } = await answers(plugin, germanCaller)
    expect(facts.language).toBe('nl')
    expect(response).toEqual({})
    expect(notesOf(trace)).toEqual(['language-incomplete'])
  })

  it('goes on to the next candidate where one is not whole', async () => {
    const languages = { fr: { firstMessage: 'Bonjour.' }, de: german }
    const plugin = languageByCountryCode({ languages, countries: { BE: ['fr', 'de'] } })
    const { facts, draft } = await answers(plugin, belgian)
    expect(facts).toMatchObject({ languages: ['de'], language: 'de' })
    expect(draft.firstMessage).toBe('Guten Tag.')
  })

  it('works out each line by itself, and again after very many languages', () => {
    const offerIn = createOffers({ patches: { de: german }, spoken: spokenLanguages({}) })
    const [own, other] = [
      { name: 'own', language: 'nl' },
      { name: 'other', language: 'nl' },
    ]
    const offer = offerIn('de', own, assistant)
    expect(offer).toEqual({ patch: german })
    expect(offerIn('de', own, assistant)).toBe(offer)
    expect(offerIn('de', other, {})).toEqual({ obstacle: 'language-incomplete' })
    for (let index = 0; index < 1_000; index += 1) offerIn(`de-x-${index}`, own, assistant)
    expect(offerIn('de', own, assistant)).not.toBe(offer)
    expect(offerIn('de', own, assistant)).toEqual(offer)
  })

  it('reports what a patch lacks at start', async () => {
    const languages = {
      et: { firstMessage: 'Tere.', stt: { provider: 'deepgram', model: 'nova-3', language: 'et' } },
      fr: { stt: { language: 'fr' }, tts: { voiceId: 'claire' } },
      de: german,
    }
    const host = await createHost({ unsigned: true, plugins: [languageByCountryCode({ languages })] })
    onTestFinished(() => host.close())
    const findings = host.findings.filter(({ code }) => code.startsWith('language-'))
    expect(findings.map(({ severity, code, path }) => ({ severity, code, path }))).toEqual([
      { severity: 'warning', code: 'language-not-spoken', path: ['plugins', 0, 'with', 'languages', 'et', 'stt'] },
      { severity: 'note', code: 'language-without-greeting', path: ['plugins', 0, 'with', 'languages', 'fr'] },
    ])
  })
})
