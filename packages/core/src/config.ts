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
    .url({ protocol: /^https?$/, error: 'an address that begins with https:// or http://' })
    .refine(hasNoPassword, 'an address without a user name and a password in it: fetch refuses such'),
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

/** One plugin of a config with its overrides; `with` is checked by the plugin's own schema. */
export const entrySchema = z.strictObject({
  use: z.custom<PluginFactory | string>((use) => use !== undefined && use !== null, 'names the plugin'),
  // shown as far as the plugin's own schema allows
  with: secret(z.unknown()).optional(),
  name: z
    .string()
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be kebab-case')
    .max(64)
    .optional(),
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

/** The whole config of a host. Every key is optional but what makes webhooks trusted: `secrets`, `auth` or `unsigned`. */
export const configSchema = z.strictObject({
  /** In order: it decides who speaks last */
  plugins: z.array(entrySchema).max(200).default([]),
  /** What the platform has saved for this line, in neutral words */
  assistant: snapshotSchema.optional(),
  /** Other saved assistants, by their id */
  assistants: z.record(z.string().min(1), snapshotSchema).optional(),
  /** Whether the platform has an assistant of its own for this line */
  savedAssistant: z.boolean().default(true),
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
  /** Take webhooks without any proof, from loopback peers only */
  unsigned: z.boolean().default(false),
  server: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(3000),
      path: z
        .string()
        .regex(/^(?:\/[A-Za-z0-9._~-]+)+$/, 'a path like /webhook, without a slash at its end')
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
export type HostConfig = Omit<z.input<typeof configSchema>, 'plugins'> & {
  readonly plugins?: readonly (Entry | PluginFactory)[]
}

/** A host's config when it was checked and its defaults were filled in. */
export type CheckedConfig = Omit<z.output<typeof configSchema>, 'plugins'> & { readonly plugins: readonly Entry[] }

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
