import { z } from 'zod'
import { copyPlain, NotPlainError } from './plain.ts'
import { secret } from './secret.ts'

/** Characters in a greeting, and in any other text. */
export const maximumGreeting = 4_000
export const maximumText = 100_000

/** Entries in an `llm` block's lists. */
export const maximumMessages = 200
export const maximumTools = 128

const name = z.string().min(1).max(200)
const text = z.string().min(1).max(maximumText)
const greeting = z.string().trim().min(1).max(maximumGreeting)

/** E.164: a plus sign and 7 to 15 digits. */
export const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'not a number in E.164, like +31201234567')

/** BCP 47, in the shape that speech providers take: `nl`, `nl-BE`, `zh-Hant`. */
export const languageTag = z
  .string()
  .regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/, 'not a language tag, like nl or nl-BE')

/** A text that is spoken: a string, or a map by language (`{ nl: …, en: … }`). */
export const spokenText = z.union([
  greeting,
  z.record(languageTag, greeting).refine((map) => Object.keys(map).length > 0, 'needs at least one language'),
])

/** Keys that one platform has and we have no word for: by dialect, sent as they are where our own words say nothing. */
const native = z
  .partialRecord(z.enum(['legacy', 'camel', 'snake']), z.record(z.string().min(1), z.unknown()))
  .refine((byDialect) => Object.values(byDialect).every((keys) => !Object.hasOwn(keys ?? {}, 'error')), {
    message: '`error` would hang up on the caller',
  })

/** One line of a prompt. */
export const message = z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: text })

/** What the assistant may do during the call. */
export const tool = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('function'),
    name: z
      .string()
      .regex(/^[A-Za-z_][\w-]{0,63}$/, 'a letter or underscore, then letters, digits, _ or -, at most 64'),
    description: text,
    /** JSON Schema of the arguments */
    parameters: z.record(z.string(), z.unknown()).optional(),
    url: secret(z.url({ protocol: /^https?$/ })).optional(),
    /** Signs what the platform sends to `url` */
    secret: secret(z.string().min(1)).optional(),
    async: z.boolean().optional(),
    /** Said while an async tool runs */
    message: text.optional(),
  }),
  z.strictObject({ type: z.literal('end-call') }),
  z.strictObject({
    type: z.literal('transfer-call'),
    destinations: z
      .array(
        z.strictObject({
          type: z.literal('number').default('number'),
          number: name,
          description: text,
          message: text.optional(),
        }),
      )
      .min(1),
  }),
  z.strictObject({
    type: z.literal('mcp'),
    serverId: name,
    allowedTools: z.array(name).max(25).optional(),
    required: z.boolean().optional(),
  }),
  /** A tool of the platform that we have no words for, sent as it is */
  z.strictObject({ type: z.literal('native'), tool: z.record(z.string(), z.unknown()) }),
])

/** The language model: a patch of this block. `prompt` replaces all system messages so far, `messages` are appended. */
export const llmPatch = z
  .strictObject({
    provider: name,
    model: name,
    prompt: text,
    messages: z.array(message).max(maximumMessages),
    tools: z.array(tool).max(maximumTools),
    temperature: z.number().min(0).max(2),
    maxTokens: z.int().min(1).max(32_768),
    /** Realtime models only */
    voice: name,
    reasoningEffort: name,
    speed: z.number().positive(),
    native,
  })
  .partial()

/** The recogniser. */
export const sttPatch = z
  .strictObject({
    provider: name,
    model: name,
    /** BCP 47, or `multi` */
    language: z.union([z.literal('multi'), languageTag]),
    languages: z.array(languageTag),
    /** Words that are hard to recognise; united over all patches */
    keyterms: z.array(z.string().min(1).max(200)).max(1_000),
    native,
  })
  .partial()

/** The voice. */
export const ttsPatch = z
  .strictObject({
    provider: name,
    voiceId: name,
    model: name,
    language: languageTag,
    speed: z.number().positive(),
    stability: z.number().min(0).max(1),
    similarityBoost: z.number().min(0).max(1),
    style: z.number().min(0).max(1),
    useSpeakerBoost: z.boolean(),
    instructions: text,
    native,
  })
  .partial()

/** What the platform works out about a call when it has ended. */
export const analysisPlanPatch = z
  .strictObject({
    structuredData: z
      .strictObject({
        enabled: z.boolean(),
        /** JSON Schema; properties are merged one by one */
        schema: z.record(z.string(), z.unknown()),
        /** May hold the platform's own `{{schema}}`, `{{transcript}}` and `{{endedReason}}` */
        messages: z.array(z.strictObject({ role: z.enum(['system', 'user']), content: text })).max(50),
      })
      .partial(),
    /** Analyse only calls with at least so many messages */
    minMessages: z.int().min(0).max(1_000),
    native,
  })
  .partial()

/** How the assistant takes turns, pronounces and ends. */
export const speechPatch = z
  .strictObject({
    turnTaking: z
      .strictObject({
        endpointingMinDelaySeconds: z.number().min(0.1).max(5),
        endpointingMaxDelaySeconds: z.number().min(0.1).max(5),
        interruptionMinDurationSeconds: z.number().min(0.05).max(2),
        interruptionMinWords: z.int().min(0).max(10),
        falseInterruptionTimeoutSeconds: z.number().min(0.2).max(5).nullable(),
      })
      .partial(),
    pronunciation: z.array(z.strictObject({ from: z.string().min(1).max(64), to: z.string().max(128) })).max(50),
    backgroundAudio: z
      .strictObject({ enabled: z.boolean(), clip: name, volume: z.number().min(0.05).max(1) })
      .partial(),
    silence: z
      .strictObject({
        messages: z.array(z.string().min(1).max(300)).max(5),
        finalMessage: z.string().max(300),
        firstCheckSeconds: z.number().min(1).max(60),
        intervalSeconds: z.number().min(3).max(120),
        maxAttempts: z.int().min(1).max(10),
      })
      .partial(),
    endCallMessage: z.string().max(300),
    endCallPhrases: z.array(z.string().min(2).max(100)).max(5),
    native,
  })
  .partial()

const variableName = z
  .string()
  .regex(/^[A-Za-z_][\w.-]{0,63}$/, 'a letter or underscore, then letters, digits, . _ or -')

/** Values for `{{name}}` placeholders in greetings and prompts. */
export const variables = z.record(variableName, z.union([z.string(), z.number(), z.boolean()]))

const scalars = {
  maxDurationSeconds: z.int().min(1).max(86_400),
  /** The assistant hangs up by itself when nobody speaks */
  autonomousSilenceHandling: z.boolean(),
  silenceTimeoutSeconds: z.number().positive().max(3_600),
  voicemailDetection: z.boolean(),
  voicemailMessage: z.string().max(4_000).nullable(),
  webhookUrl: secret(z.url({ protocol: /^https?$/ })),
  webhookSecret: secret(z.string().min(1).max(500)),
  webhookEvents: z.array(z.enum(['assistant-request', 'tool-calls', 'status-update', 'end-of-call-report'])),
  metadata: z.record(z.string().min(1), z.unknown()),
}

/** What a tap of `contribute` or `review` hands in: any part of an assistant, in neutral words. */
export const patchSchema = z
  .strictObject({
    /** A saved assistant of the platform */
    assistantId: name,
    firstMessage: spokenText,
    llm: llmPatch,
    stt: sttPatch,
    tts: ttsPatch,
    analysisPlan: analysisPlanPatch,
    speech: speechPatch,
    ...scalars,
    variables,
    native,
  })
  .partial()

/** The saved assistant as config knows it. `tts: null` means a realtime model, which has a voice of its own. */
export const snapshotSchema = patchSchema
  .omit({ variables: true })
  .extend({ tts: ttsPatch.nullable().optional() })
  .superRefine(mustBePlain)

/** What a tap of `screen` or `review` hands in to refuse the call. */
export const rejectionSchema = z.strictObject({
  /** Spoken to the caller: a string, or a map by language */
  reject: z.union([
    z.string(),
    z.record(languageTag, z.string()).refine((map) => Object.keys(map).length > 0, 'needs at least one language'),
  ]),
  /** A kebab-case word for the trace */
  reason: z
    .string()
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
    .max(64)
    .optional(),
})

/** What a tap of `identify` hands in. Facts of other plugins pass as plain data. */
export const factsSchema = z.looseObject({
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  languages: z.array(languageTag).max(20).optional(),
  language: languageTag.optional(),
  timeZone: z.string().min(1).max(100).optional(),
  customer: z
    .strictObject({
      id: z.string().max(500),
      name: z.string().max(500),
      firstName: z.string().max(500),
      tier: z.string().max(100),
      language: languageTag,
      attributes: z.record(z.string(), z.unknown()),
    })
    .partial()
    .optional(),
})

export type Patch = Readonly<z.input<typeof patchSchema>>
export type Snapshot = Readonly<z.input<typeof snapshotSchema>>
export type Rejection = Readonly<z.input<typeof rejectionSchema>>
export type Tool = Readonly<z.output<typeof tool>>
export type Message = Readonly<z.output<typeof message>>
export type LlmPatch = Readonly<z.input<typeof llmPatch>>
export type SttPatch = Readonly<z.input<typeof sttPatch>>
export type TtsPatch = Readonly<z.input<typeof ttsPatch>>
export type AnalysisPlanPatch = Readonly<z.input<typeof analysisPlanPatch>>

/**
 * The response under construction: what is sent besides what the platform has saved. A block that is here is whole,
 * the snapshot's values and all patches merged.
 */
export type Draft = Readonly<
  Omit<z.output<typeof patchSchema>, 'firstMessage' | 'tts'> & {
    firstMessage?: string
    /** null: a realtime model speaks by itself */
    tts?: z.output<typeof ttsPatch> | null
  }
>

/** The object-valued keys: the platform replaces each whole, so each is sent whole or not at all. */
export const blockNames = ['llm', 'stt', 'tts', 'analysisPlan', 'speech', 'metadata'] as const
export type BlockName = (typeof blockNames)[number]

/** Without these a block is not sent. */
export const requiredKeys: Readonly<Record<BlockName, readonly string[]>> = {
  llm: ['provider', 'model'],
  stt: ['provider', 'model', 'language'],
  tts: ['provider', 'voiceId'],
  analysisPlan: [],
  speech: [],
  metadata: [],
}

/** A snapshot is copied for each call: what cannot be copied is refused at start. */
function mustBePlain(snapshot: unknown, context: z.RefinementCtx): void {
  try {
    copyPlain(snapshot)
  } catch (error) {
    const path = error instanceof NotPlainError ? [...error.path] : []
    const message = error instanceof NotPlainError ? error.message : 'cannot be read'
    context.addIssue({ code: 'custom', path, message })
  }
}
