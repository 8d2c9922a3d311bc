import type { AnalysisPlanPatch, Patch, Snapshot, SttPatch, TtsPatch } from '@preanswer/core'

/** The business whose calls are answered: the same numbers, texts and settings for every server. */

export const secret = 'a-secret-for-benchmarks-only'

export const dialedNumber = '+31201234567'

export const timeZone = 'Europe/Amsterdam'

export const languages = ['nl', 'en', 'de'] as const
export type Language = (typeof languages)[number]

/** Always open but for one date that has passed, so that the answer does not depend on when the benchmark runs. */
export const openingTimes = { from: '00:00', to: '24:00', closedDate: '2025-12-25' } as const

export const closedGreeting = 'You are calling outside office hours. I can take a message.'

export const goldCallers = ['+31612345603', '+4915112345603'] as const

/** What the platform has saved. Of a block that is changed all of it is sent. */
export const saved = {
  firstMessage: 'Goedendag, u spreekt met de assistent van Tandartspraktijk De Linde.',
  llm: {
    provider: 'openai',
    model: 'gpt-5.4-mini',
    temperature: 0.4,
    prompt: 'You answer the phone of a dental practice. Be brief and friendly. Give no medical advice.',
    tools: [
      {
        type: 'function',
        name: 'find_appointment',
        description: 'Finds free appointments from a date on.',
        parameters: {
          type: 'object',
          properties: { from: { type: 'string', format: 'date' }, kind: { type: 'string' } },
          required: ['from'],
        },
        url: 'https://practice.example/tools/find-appointment',
      },
      { type: 'end-call' },
    ],
  },
  stt: { provider: 'deepgram', model: 'nova-3', language: 'nl' },
  tts: { provider: 'elevenlabs', voiceId: 'practice-voice-nl', model: 'eleven_flash_v2_5' },
} as const satisfies Snapshot

/** What known callers get. */
export const goldPatch = { llm: { model: 'gpt-5.4' }, maxDurationSeconds: 1_800 } as const satisfies Patch

/** What is said and heard in each language. */
export const speech: Readonly<Record<Language, { firstMessage: string; stt: SttPatch; tts: TtsPatch }>> = {
  nl: {
    firstMessage: 'Goedendag, dit is de assistent van Tandartspraktijk De Linde. Waarmee kan ik u helpen?',
    stt: { language: 'nl' },
    tts: { voiceId: 'practice-voice-nl' },
  },
  en: {
    firstMessage: 'Good day, this is the assistant of De Linde. How can I help you?',
    stt: { language: 'en' },
    tts: { voiceId: 'practice-voice-en' },
  },
  de: {
    firstMessage: 'Guten Tag, hier ist der Assistent von De Linde. Wie kann ich Ihnen helfen?',
    stt: { language: 'de' },
    tts: { voiceId: 'practice-voice-de' },
  },
}

const analysisSchema = {
  type: 'object',
  properties: {
    reason: { type: 'string', enum: ['appointment', 'pain', 'question', 'other'] },
    appointmentBooked: { type: 'boolean' },
  },
  required: ['reason'],
}

const analysisMessages: { role: 'system' | 'user'; content: string }[] = [
  { role: 'system', content: 'Fill in a form about a phone call. Answer with JSON that fits:\n\n{{schema}}' },
  { role: 'user', content: 'The transcript of the call:\n\n{{transcript}}' },
]

/** The analysis plan as options of the plugin. */
export const analysis = { schema: analysisSchema, messages: analysisMessages, minMessages: 3 }

/** The same as a patch. */
export const analysisPatch: AnalysisPlanPatch = {
  structuredData: { enabled: true, schema: analysisSchema, messages: analysisMessages },
  minMessages: 3,
}
