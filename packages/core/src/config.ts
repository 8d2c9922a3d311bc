import { z } from 'zod'
import { languageTag, patchSchema, snapshotSchema, variables } from './draft.ts'
import { hookNames } from './hook-table.ts'
import type { Entry, PluginFactory } from './plugin.ts'
import { secret } from './secret.ts'
import { cleanSpokenText } from './speech-text.ts'

const timeZone = z.string().refine(isTimeZone, 'not an IANA time zone, like Europe/Amsterdam')
const budgetMs = z.number().positive().max(60_000)
const word = z.string().min(8, 'a secret has at least 8 characters').max(500)
const oneOrMore = secret(z.union([word, z.array(word).min(1).max(8)]))

const address = secret(
  z
    .url({ protocol: /^https?$/, error: 'must begin with https:// or http://' })
    .refine(hasNoPassword, 'must have no user name and password in it: fetch refuses such'),
)

/** A tap that fails five times within a minute is skipped for half a one. */
export const defaultBreaker = { failures: 5, windowMs: 60_000, coolDownMs: 30_000 } as const

const failures = z.int().min(1).max(100)
const windowMs = z.number().positive().max(3_600_000)
const coolDownMs = z.number().positive().max(3_600_000)

const said = z.string().refine((text) => cleanSpokenText(text) !== undefined, 'has nothing to say')

const isolation = z.union([
  z.enum(['none', 'worker']),
  z.strictObject({ worker: z.strictObject({ memoryMb: z.int().min(16).max(16_384).optional() }) }),
])

const name = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be kebab-case, like gold-callers')
  .max(64)

/** One plugin of a config with its overrides; `with` is checked by the plugin's own schema. */
export const entrySchema = z.strictObject({
  use: z.custom<PluginFactory | string>((use) => use !== undefined && use !== null, 'is missing: it names the plugin'),
  // shown as far as the plugin's own schema allows
  with: secret(z.unknown()).optional(),
  name: name.optional(),
  budgetMs: z.union([budgetMs, z.partialRecord(z.enum(hookNames), budgetMs)]).optional(),
  onFailure: z
    .union([
      z.literal('skip'),
      z.strictObject({ patch: patchSchema }),
      z.strictObject({
        reject: z.union([
          said,
          z.record(languageTag, said).refine((map) => Object.keys(map).length > 0, 'needs at least one language'),
        ]),
      }),
    ])
    .optional(),
  required: z.boolean().optional(),
  breaker: z
    .union([
      z.literal(false),
      z.strictObject({
        failures: failures.optional(),
        windowMs: windowMs.optional(),
        coolDownMs: coolDownMs.optional(),
      }),
    ])
    .optional(),
  isolate: isolation.optional(),
})

// the command's JSON Schema of a config has one definition of it
z.globalRegistry.add(entrySchema, { id: 'entry' })

/** What a line may say of its own, and the host for all lines that do not. */
const settings = {
  /** What the platform has saved for this line, in neutral words */
  assistant: snapshotSchema.optional(),
  /** Other saved assistants, by their id */
  assistants: z.record(z.string().min(1), snapshotSchema).optional(),
  /** The response where plugins say nothing and the platform has no assistant; `assistant` where absent */
  fallback: snapshotSchema.optional(),
  /** BCP 47: what the line speaks when nothing better is known */
  language: languageTag.optional(),
  /** BCP 47: all that the line can speak; any where absent */
  languages: z.array(languageTag).min(1).max(100).optional(),
  /** IANA zone of the business */
  timeZone: timeZone.optional(),
  /** Webhook secrets; one that starts with `development-` counts for loopback peers only */
  secrets: oneOrMore.optional(),
  /** Trust without a signature */
  auth: z.union([z.strictObject({ bearer: oneOrMore }), z.strictObject({ pathToken: oneOrMore })]).optional(),
}

const plugins = z.array(entrySchema).max(200).default([])

/** What a line has different in an entry that all lines share. `with` replaces options key by key. */
export const changeSchema = entrySchema
  .pick({ budgetMs: true, onFailure: true, breaker: true })
  .extend({ with: secret(z.record(z.string(), z.unknown())).optional() })

/** One number in E.164, or with a `*` all that begin so. */
export const lineNumber = z
  .string()
  .regex(
    /^\+[1-9](?:\d{6,14}|\d{0,13}\*)$/,
    'not a number in E.164, like +31201234567, nor the beginning of one, like +3120*',
  )

/** So many that nobody meets it. */
export const maximumLines = 100_000

/** What is configured for some dialed numbers. What it does not say is as the host has it. */
export const lineSchema = z.strictObject({
  /** In logs, traces and metrics; `line-1` and so on where absent */
  name: name.optional(),
  numbers: z.array(lineNumber).min(1).max(10_000),
  ...settings,
  savedAssistant: z.boolean().optional(),
  /** Laid upon the host's, by name */
  variables: variables.optional(),
  /** After the shared ones */
  plugins,
  /** By the name of a shared entry; `false` leaves it out */
  changes: z.record(name, z.union([z.literal(false), changeSchema])).default({}),
})

/** The whole config of a host. Every key is optional but what makes webhooks trusted: `secrets`, `auth` or `unsigned`. */
export const configSchema = z.strictObject({
  /** In order: it decides who speaks last */
  plugins,
  /** By dialed number; what the host says itself is the line of all others */
  lines: z.array(lineSchema).max(maximumLines).default([]),
  ...settings,
  /** Whether the platform has an assistant of its own for this line */
  savedAssistant: z.boolean().default(true),
  /** Take webhooks without any proof, from loopback peers only */
  unsigned: z.boolean().default(false),
  server: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(3000),
      path: z
        .string()
        .regex(/^(?:\/[A-Za-z0-9._~-]+)+$/, 'must be a path like /webhook, without a slash at its end')
        .default('/webhook'),
    })
    .prefault({}),
  /** ms per hook, for taps that say nothing else */
  budgets: z.partialRecord(z.enum(hookNames), budgetMs).default({}),
  /** When a tap that keeps failing is skipped, and for how long; `false`: never */
  breaker: z
    .union([
      z.literal(false),
      z.strictObject({
        failures: failures.default(defaultBreaker.failures),
        windowMs: windowMs.default(defaultBreaker.windowMs),
        coolDownMs: coolDownMs.default(defaultBreaker.coolDownMs),
      }),
    ])
    .prefault({}),
  /** ms kept back from the platform's limit, for the network */
  marginMs: z.number().min(0).max(4_500).default(1_000),
  /** For a webhook that does not show its dialect */
  defaultDialect: z.enum(['legacy', 'camel', 'snake']).default('snake'),
  /** Values for `{{name}}` placeholders */
  variables: variables.default({}),
  /** Where the events go that we do not answer ourselves */
  forward: address.optional(),
})

/** A host's config as a person writes it. */
export type HostConfig = Omit<z.input<typeof configSchema>, 'plugins' | 'lines'> & {
  readonly plugins?: readonly (Entry | PluginFactory)[]
  readonly lines?: readonly LineConfig[]
}

/** A line as a person writes it. */
export type LineConfig = Omit<z.input<typeof lineSchema>, 'plugins'> & {
  readonly plugins?: readonly (Entry | PluginFactory)[]
}

/** A host's config when it was checked and its defaults were filled in: that of all lines that say nothing else. */
export type CheckedConfig = Omit<z.output<typeof configSchema>, 'plugins' | 'lines'> & {
  readonly plugins: readonly Entry[]
}

function hasNoPassword(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url === undefined || (url.username === '' && url.password === '')
}

function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}
