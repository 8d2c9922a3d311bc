import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type SimulatedCall, simulateCall } from '@preanswer/testing'
import { testCalls } from '@preanswer/testing/vitest'
import { readConfig } from 'preanswer'
import { beforeEach, describe, expect, it, vi } from 'vitest'

const folder = fileURLToPath(new URL('.', import.meta.url))
const { config, baseDir } = await readConfig(join(folder, 'preanswer.config.yaml'))

const sentence = {
  nl: 'U spreekt met een AI-assistent.',
  fr: "Vous parlez avec un assistant d'intelligence artificielle.",
  en: 'You are speaking with an AI assistant.',
}

/** Who rings, when, what they hear after the sentence of the law, and how long the call may take. */
const calls = [
  {
    who: 'somebody from Leuven',
    caller: '+3216123456',
    at: '2026-03-25T10:00:00+01:00',
    language: 'nl',
    hears: 'Goedemorgen, gemeente Lindebeek. Waarmee kan ik u helpen?',
    seconds: 900,
  },
  {
    who: 'somebody from Brussels',
    caller: '+3225123456',
    at: '2026-03-25T10:00:00+01:00',
    language: 'fr',
    hears: 'Bonjour, commune de Lindebeek. Comment puis-je vous aider ?',
    seconds: 900,
  },
  {
    who: 'somebody from the town itself',
    caller: '+3226691234',
    at: '2026-03-25T10:00:00+01:00',
    language: 'nl',
    hears: 'Goedemorgen, gemeente Lindebeek. Waarmee kan ik u helpen?',
    seconds: 900,
  },
  {
    who: 'somebody from Liège',
    caller: '+3242123456',
    at: '2026-03-25T10:00:00+01:00',
    language: 'fr',
    hears: 'Bonjour, commune de Lindebeek. Comment puis-je vous aider ?',
    seconds: 900,
  },
  {
    who: 'somebody who withholds the number, two minutes before closing time',
    caller: null,
    at: '2026-03-25T11:58:00+01:00',
    language: 'nl',
    hears: 'Goedemorgen, gemeente Lindebeek. Waarmee kan ik u helpen?',
    seconds: 300,
  },
  {
    who: 'somebody from Leuven in the afternoon',
    caller: '+3216123456',
    at: '2026-03-25T14:00:00+01:00',
    language: 'nl',
    hears:
      'Gemeente Lindebeek. Het loket is gesloten. We zijn morgen om negen uur weer open. Een melding neem ik nu al op.',
    seconds: 900,
  },
  {
    who: 'a British caller on the evening with opening hours',
    caller: '+442079460011',
    at: '2026-03-26T19:00:00+01:00',
    language: 'en',
    hears: 'Good evening, town hall of Lindebeek. How can I help you?',
    seconds: 900,
  },
  {
    who: 'a French caller an hour later',
    caller: '+33142345678',
    at: '2026-03-26T20:00:00+01:00',
    language: 'fr',
    hears:
      'Commune de Lindebeek. Le guichet est fermé. Il rouvre demain à 9 heures. Je peux déjà noter un signalement.',
    seconds: 900,
  },
  {
    who: 'a Polish caller',
    caller: '+48221234567',
    at: '2026-03-25T10:00:00+01:00',
    language: 'nl',
    hears: 'Goedemorgen, gemeente Lindebeek. Waarmee kan ik u helpen?',
    seconds: 900,
  },
  {
    who: 'somebody from Leuven on the national holiday',
    caller: '+3216123456',
    at: '2026-07-21T10:00:00+02:00',
    language: 'nl',
    hears:
      'Gemeente Lindebeek. Het loket is gesloten: Nationale feestdag. We zijn morgen om negen uur weer open. Een melding neem ik nu al op.',
    seconds: 900,
  },
  {
    who: 'somebody from Liège on a bridging day',
    caller: '+3242123456',
    at: '2026-05-15T10:00:00+02:00',
    language: 'fr',
    hears:
      'Commune de Lindebeek. Le guichet est fermé. Il rouvre demain à 9 heures 30. Je peux déjà noter un signalement.',
    seconds: 900,
  },
  {
    who: 'somebody from Leuven on an evening with a staff meeting',
    caller: '+3216123456',
    at: '2026-04-09T17:00:00+02:00',
    language: 'nl',
    hears:
      'Gemeente Lindebeek. Het loket is gesloten. We zijn morgen om negen uur weer open. Een melding neem ik nu al op.',
    seconds: 900,
  },
  {
    who: 'the police, in the night of the clock change',
    caller: '+3226690211',
    at: '2026-03-29T03:30:00+02:00',
    language: 'nl',
    hears: 'Gemeente Lindebeek, wachtdienst.',
    seconds: 3600,
  },
  {
    who: 'somebody from Leuven on the first morning of summer time',
    caller: '+3216123456',
    at: '2026-03-30T09:00:00+02:00',
    language: 'nl',
    hears: 'Goedemorgen, gemeente Lindebeek. Waarmee kan ik u helpen?',
    seconds: 900,
  },
] as const

function ring(call: SimulatedCall) {
  return simulateCall(config.plugins ?? [], { config, baseDir, dialedNumber: '+3226690100', ...call })
}

// holidays and closures are known for the years around today
beforeEach(() => {
  vi.setSystemTime('2026-01-15')
})

describe('examples/municipality', () => {
  testCalls(ring, calls, {
    spoken: ({ language, hears }) => `${sentence[language]} ${hears}`,
    readme: new URL('README.md', import.meta.url),
  })

  it('transfers nobody but the emergency services while it is closed', async () => {
    const at = { receivedAt: Date.parse('2026-03-29T03:30:00+02:00') }
    const police = await ring({ ...at, caller: '+3226690211' })
    expect(police.draft.llm?.tools).toMatchObject([{ destinations: [{ number: '+32470000199' }] }])
    const somebody = await ring({ ...at, caller: '+3216123456' })
    expect(somebody.draft.llm?.messages).toEqual([
      {
        role: 'system',
        content: 'The counter is closed until morgen om negen uur. Take reports, and transfer nobody.',
      },
    ])
  })

  it('has each call reported as a complaint', async () => {
    const { response } = await ring({ caller: null })
    expect(response.assistant).toMatchObject({
      analysis_plan: {
        structured_data_plan: { schema: { required: expect.arrayContaining(['subject', 'severity']) } },
      },
    })
  })

  it('sends a whole assistant in the legacy dialect, in French too', async () => {
    const call = { caller: '+3242123456', receivedAt: Date.parse('2026-03-25T10:00:00+01:00') }
    const { response } = await ring({ ...call, dialect: 'legacy' })
    expect(response.assistant).toMatchObject({
      firstMessage: `${sentence.fr} Bonjour, commune de Lindebeek. Comment puis-je vous aider ?`,
      model: { provider: 'openai', model: 'gpt-5.4-mini' },
      transcriber: { language: 'fr' },
      voice: { voiceId: 'town-voice-fr' },
    })
  })
})
