import { describe, expect, it } from 'vitest'
import { knownLanguages, speaks, spokenLanguages } from './spoken-languages.ts'

describe('knownLanguages', () => {
  it('has languages that exist, each once', () => {
    const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })
    for (const list of Object.values({ ...knownLanguages.stt, ...knownLanguages.tts })) {
      expect(list.filter((tag) => names.of(tag) === undefined)).toEqual([])
      expect(new Set(list).size).toBe(list.length)
    }
  })

  it.each([
    { key: 'elevenlabs', count: 32 },
    { key: 'elevenlabs/eleven_multilingual_v2', count: 29 },
    { key: 'elevenlabs/eleven_v3', count: 74 },
    { key: 'inworld', count: 15 },
  ])('has the $count languages that the maker counts for $key', ({ key, count }) => {
    expect(knownLanguages.tts[key]).toHaveLength(count)
  })
})

describe('speaks', () => {
  it.each([
    { kind: 'stt', speaker: { provider: 'deepgram' }, language: 'nl-BE', spoken: true },
    { kind: 'stt', speaker: { provider: 'deepgram', model: 'nova-3' }, language: 'nb-NO', spoken: true },
    { kind: 'stt', speaker: { provider: 'deepgram' }, language: 'et', spoken: false },
    { kind: 'stt', speaker: { provider: 'mistral' }, language: 'pl', spoken: false },
    { kind: 'tts', speaker: { provider: 'elevenlabs' }, language: 'hu', spoken: true },
    { kind: 'tts', speaker: { provider: '11labs' }, language: 'et', spoken: false },
    {
      kind: 'tts',
      speaker: { provider: 'elevenlabs', model: 'eleven_multilingual_v2' },
      language: 'hu',
      spoken: false,
    },
    { kind: 'tts', speaker: { provider: 'elevenlabs', model: 'eleven_v3' }, language: 'et-EE', spoken: true },
    { kind: 'tts', speaker: { provider: 'elevenlabs', model: 'of tomorrow' }, language: 'et', spoken: false },
    { kind: 'tts', speaker: { provider: 'xai' }, language: 'nl', spoken: false },
    { kind: 'tts', speaker: { provider: 'voicedock' }, language: 'fy', spoken: true },
    { kind: 'tts', speaker: { provider: 'constructor' }, language: 'fy', spoken: true },
    { kind: 'tts', speaker: {}, language: 'fy', spoken: true },
    { kind: 'tts', speaker: null, language: 'fy', spoken: true },
    { kind: 'tts', speaker: undefined, language: 'fy', spoken: true },
  ] as const)('is $spoken for $language and the $kind $speaker', ({ kind, speaker, language, spoken }) => {
    expect(speaks(spokenLanguages({})[kind], speaker, language)).toBe(spoken)
  })
})

describe('spokenLanguages', () => {
  it('puts rows in place of their namesakes and leaves the others', () => {
    const spoken = spokenLanguages({ stt: { mistral: ['pl'] }, tts: { 'elevenlabs/eleven_v4': ['fy'] } })
    expect(spoken.stt.get('mistral')).toEqual(new Set(['pl']))
    expect(speaks(spoken.stt, { provider: 'deepgram' }, 'fr')).toBe(true)
    expect(speaks(spoken.tts, { provider: 'elevenlabs', model: 'eleven_v4' }, 'fy-NL')).toBe(true)
    expect(speaks(spoken.tts, { provider: 'elevenlabs' }, 'fy-NL')).toBe(false)
  })
})
