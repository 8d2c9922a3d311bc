import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type SimulatedCall, simulateCall } from '@preanswer/testing'
import { testCalls } from '@preanswer/testing/vitest'
import { readConfig } from 'preanswer'
import { beforeEach, describe, expect, it, vi } from 'vitest'

const folder = fileURLToPath(new URL('.', import.meta.url))
const { config, baseDir } = await readConfig(join(folder, 'preanswer.config.yaml'))

const sentences = {
  nl: 'U spreekt met een AI-assistent. Dit gesprek wordt opgenomen.',
  en: 'You are speaking with an AI assistant. This call is recorded.',
}

const open = {
  nl: 'u spreekt met Tandartsen aan de Vecht. Waarmee kan ik u helpen?',
  en: 'this is Tandartsen aan de Vecht. How can I help you?',
}

const closed = {
  nl: 'U belt buiten de openingstijden van Tandartsen aan de Vecht.',
  en: 'You are calling Tandartsen aan de Vecht outside office hours.',
}

const offer = {
  nl: 'Ik kan een afspraak met u maken of een boodschap aannemen.',
  en: 'I can book an appointment or take a message.',
}

/** Who rings, when, what they hear after the two sentences, and how long the call may take. */
const calls = [
  {
    who: 'a patient',
    caller: '+31612345601',
    at: '2026-03-25T14:30:00+01:00',
    language: 'nl',
    hears: `Goedemiddag Zoë, ${open.nl}`,
    seconds: 600,
  },
  {
    who: 'a patient who speaks English',
    caller: '+31612345602',
    at: '2026-03-25T14:30:00+01:00',
    language: 'en',
    hears: `Good afternoon Piotr, ${open.en}`,
    seconds: 600,
  },
  {
    who: 'one of two patients with one number',
    caller: '+31612345604',
    at: '2026-03-25T14:30:00+01:00',
    language: 'nl',
    hears: `Goedemiddag, ${open.nl}`,
    seconds: 600,
  },
  {
    who: 'somebody who withholds the number',
    caller: null,
    at: '2026-03-25T10:00:00+01:00',
    language: 'nl',
    hears: `Goedemorgen, ${open.nl}`,
    seconds: 600,
  },
  {
    who: 'a British caller',
    caller: '+442079460011',
    at: '2026-03-25T10:00:00+01:00',
    language: 'en',
    hears: `Good morning, ${open.en}`,
    seconds: 600,
  },
  {
    who: 'a patient just before closing time',
    caller: '+31612345601',
    at: '2026-03-27T12:28:00+01:00',
    language: 'nl',
    hears: `Goedemiddag Zoë, ${open.nl}`,
    seconds: 240,
  },
  {
    who: 'a patient in the evening',
    caller: '+31612345601',
    at: '2026-03-25T19:30:00+01:00',
    language: 'nl',
    hears: `${closed.nl} Wij zijn morgen om acht uur weer open. ${offer.nl}`,
    seconds: 240,
  },
  {
    who: 'a British caller in the evening',
    caller: '+442079460011',
    at: '2026-03-25T19:30:00+01:00',
    language: 'en',
    hears: `${closed.en} We open again tomorrow at eight. ${offer.en}`,
    seconds: 240,
  },
  {
    who: 'a patient on the King’s birthday',
    caller: '+31612345601',
    at: '2026-04-27T10:00:00+02:00',
    language: 'nl',
    hears: `${closed.nl} Vandaag is het Koningsdag. Wij zijn morgen om acht uur weer open. ${offer.nl}`,
    seconds: 240,
  },
  {
    who: 'a colleague that night',
    caller: '+31612345603',
    at: '2026-04-27T23:00:00+02:00',
    language: 'nl',
    hears: `Goedenavond Bram, ${open.nl}`,
    seconds: 1800,
  },
  {
    who: 'a patient in the night of the clock change',
    caller: '+31612345601',
    at: '2026-03-29T03:00:00+02:00',
    language: 'nl',
    hears: `${closed.nl} Wij zijn morgen om acht uur weer open. ${offer.nl}`,
    seconds: 240,
  },
  {
    who: 'a patient when it opens after it',
    caller: '+31612345601',
    at: '2026-03-30T08:00:00+02:00',
    language: 'nl',
    hears: `Goedemorgen Zoë, ${open.nl}`,
    seconds: 600,
  },
  {
    who: 'a patient on the afternoon before Christmas',
    caller: '+31612345601',
    at: '2026-12-24T14:00:00+01:00',
    language: 'nl',
    hears: `${closed.nl} Wij zijn maandag om acht uur weer open. ${offer.nl}`,
    seconds: 240,
  },
] as const

function ring(call: SimulatedCall) {
  return simulateCall(config.plugins ?? [], { config, baseDir, dialedNumber: '+31302345678', ...call })
}

// holidays are known for the years around today
beforeEach(() => {
  vi.setSystemTime('2026-01-15')
})

describe('examples/dental-practice', () => {
  testCalls(ring, calls, {
    spoken: ({ language, hears }) => `${sentences[language]} ${hears}`,
    readme: new URL('README.md', import.meta.url),
  })

  it('changes recogniser and voice for a caller in English only', async () => {
    const at = Date.parse('2026-03-25T10:00:00+01:00')
    const { response } = await ring({ caller: '+442079460011', receivedAt: at })
    expect(response.assistant).toMatchObject({
      stt_config: { provider: 'deepgram', model: 'nova-3', language: 'en', keyterms: ['Vecht', 'gebitsreiniging'] },
      tts_config: { provider: 'elevenlabs', voice_id: 'practice-voice-en', model: 'eleven_flash_v2_5' },
    })
    const dutch = await ring({ caller: '+31612345601', receivedAt: at })
    expect(Object.keys(dutch.response.assistant ?? {})).toEqual(['first_message', 'analysis_plan'])
  })

  it('gives a colleague the better model, with the saved tools', async () => {
    const { response } = await ring({ caller: '+31612345603' })
    expect(response.assistant).toMatchObject({
      llm_config: { model: 'gpt-5.4', tools: [{ name: 'find_appointment' }, {}] },
    })
  })

  it('sends a whole assistant in the legacy dialect', async () => {
    const call = { caller: '+31612345601', receivedAt: Date.parse('2026-03-25T14:30:00+01:00') }
    const { response } = await ring({ ...call, dialect: 'legacy' })
    expect(response.assistant).toMatchObject({
      firstMessage: `${sentences.nl} Goedemiddag Zoë, ${open.nl}`,
      model: { provider: 'openai', model: 'gpt-5.4-mini' },
      transcriber: { language: 'nl' },
      voice: { voiceId: 'practice-voice-nl' },
      maxDurationSeconds: 600,
    })
  })
})
