import { describe, expect, it } from 'vitest'
import { agrees, isWhole, laidUpon } from './blocks.ts'

const saved = {
  llm: { provider: 'openai', model: 'gpt-5.4' },
  stt: { provider: 'deepgram', model: 'nova-3', language: 'nl' },
  tts: { provider: 'elevenlabs', voiceId: 'anna' },
}

describe('isWhole', () => {
  it.each([
    { patch: {}, under: {}, whole: true, what: 'no block' },
    { patch: { stt: { language: 'de' } }, under: saved, whole: true, what: 'a language over a saved recogniser' },
    { patch: { stt: { language: 'de' } }, under: {}, whole: false, what: 'a language over nothing' },
    { patch: { tts: { voiceId: 'hans' } }, under: saved, whole: true, what: 'a voice of the saved provider' },
    { patch: { tts: { voiceId: 'hans' } }, under: {}, whole: false, what: 'a voice without a provider' },
    { patch: { tts: { provider: 'azure' } }, under: saved, whole: false, what: 'another provider without a voice' },
    { patch: { tts: { provider: 'elevenlabs' } }, under: saved, whole: true, what: 'the saved provider again' },
    { patch: { tts: { voiceId: 'hans' } }, under: { tts: null }, whole: true, what: 'a voice over a realtime model' },
    { patch: { stt: { provider: 'gladia', model: 'solaria-1' } }, under: saved, whole: true, what: 'a kept language' },
    { patch: { stt: { provider: 'gladia', language: 'de' } }, under: saved, whole: false, what: 'a lost model' },
    { patch: { stt: { provider: 'gladia', model: 'solaria-1' } }, under: {}, whole: false, what: 'no language at all' },
    { patch: { llm: { prompt: 'Deutsch.' } }, under: saved, whole: true, what: 'a prompt over a saved model' },
    { patch: { llm: { prompt: 'Deutsch.' } }, under: {}, whole: false, what: 'a prompt without a model' },
    { patch: { llm: { provider: 'openai', model: 'gpt-5.4' } }, under: {}, whole: true, what: 'a whole block' },
    { patch: { llm: saved.llm, tts: { speed: 1 } }, under: {}, whole: false, what: 'one whole block of two' },
  ])('is $whole for $what', ({ patch, under, whole }) => {
    expect(isWhole(patch, laidUpon(under, patch))).toBe(whole)
  })
})

describe('laidUpon', () => {
  it('keeps what the patch does not touch', () => {
    expect(laidUpon(saved, { stt: { language: 'de' } })).toEqual({ ...saved, stt: { ...saved.stt, language: 'de' } })
  })

  it('starts a block of another provider anew, but for its language', () => {
    const stt = { provider: 'gladia', model: 'solaria-1' }
    expect(laidUpon(saved, { stt }).stt).toEqual({ ...stt, language: 'nl' })
  })

  it('has no block that the assistant cannot have', () => {
    expect(laidUpon({ tts: null }, { tts: saved.tts })).toEqual({})
  })
})

describe('agrees', () => {
  it.each([
    { laid: {}, fits: true, what: 'nothing that is known' },
    { laid: { stt: { language: 'de' } }, fits: true, what: 'a recogniser of the language' },
    { laid: { stt: { language: 'de-CH' } }, fits: true, what: 'a recogniser of another region' },
    { laid: { stt: { language: 'multi' } }, fits: true, what: 'a recogniser of all languages' },
    { laid: { stt: { language: 'nl', languages: ['nl', 'de'] } }, fits: true, what: 'a recogniser of several' },
    { laid: { stt: { language: 'nl' } }, fits: false, what: 'a recogniser of another language' },
    { laid: { stt: { language: 'nl', languages: ['nl', 'fr'] } }, fits: false, what: 'a recogniser of others' },
    { laid: { tts: { language: 'de' } }, fits: true, what: 'a voice that is told the language' },
    { laid: { tts: { language: 'nl' } }, fits: false, what: 'a voice that is told another one' },
    { laid: { stt: { language: 'de' }, tts: { language: 'nl' } }, fits: false, what: 'a voice unlike the recogniser' },
  ])('is $fits for German and $what', ({ laid, fits }) => {
    expect(agrees(laid, 'de-DE')).toBe(fits)
  })

  it('knows that providers name Norwegian otherwise', () => {
    expect(agrees({ stt: { language: 'no' } }, 'nb-NO')).toBe(true)
  })
})
