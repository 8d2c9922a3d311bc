import { type Snapshot, snapshotSchema } from '../draft.ts'
import { PreanswerError } from '../errors.ts'
import { isRecord, isShallowerThan } from '../plain.ts'
import { issuesOf } from '../validate.ts'
import { dialects } from './detect.ts'
import type { DialectName } from './dialect.ts'

/**
 * Converts the platform's JSON of a saved assistant to a snapshot in neutral words, for `assistant` in config.
 *
 * @param json As the platform's REST interface gives it, also wrapped in `{ assistant: … }` or `{ data: … }`
 * @returns The snapshot, the dialect it was written in, and the keys that a response has no place for
 * @throws {PreanswerError} `PREANSWER_CONFIG_INVALID` when it is not an assistant, or one that we cannot read
 */
export function importAssistant(json: unknown): {
  snapshot: Snapshot
  dialect: DialectName
  ignored: readonly string[]
} {
  const saved = unwrap(json)
  if (!isRecord(saved) || !isShallowerThan(saved, 64)) throw notAnAssistant()
  const dialect = dialectOf(saved)
  const { snapshot, ignored } = dialects[dialect].decodeAssistant(dialect === 'camel' ? withCamelNames(saved) : saved)
  if (Object.keys(snapshot).length === 0) throw notAnAssistant()
  const named = { ...idOf(saved), ...snapshot }
  const checked = snapshotSchema.safeParse(named)
  if (!checked.success) {
    throw new PreanswerError('PREANSWER_CONFIG_INVALID', { issues: issuesOf(checked.error.issues, snapshotSchema) })
  }
  return { snapshot: named, dialect, ignored: ignored.filter((key) => !idKeys.includes(key)) }
}

function notAnAssistant(): PreanswerError {
  return new PreanswerError('PREANSWER_CONFIG_INVALID', {
    issues: [{ path: [], message: 'is not the JSON of an assistant' }],
  })
}

function unwrap(json: unknown): unknown {
  if (!isRecord(json)) return json
  const inner = json.assistant ?? json.data
  return isRecord(inner) ? inner : json
}

const idKeys = ['id', 'assistant_id']

function idOf({ id, assistant_id }: Record<string, unknown>): { assistantId?: string } {
  const found = id ?? assistant_id
  return typeof found === 'string' && found !== '' ? { assistantId: found } : {}
}

/** The first dialect's blocks have names of their own; the modern ones share three, and differ in the casing inside. */
function dialectOf(saved: Record<string, unknown>): DialectName {
  const isLegacy = ['model', 'transcriber', 'voice'].some((key) => isRecord(saved[key]))
  if (isLegacy && !isRecord(saved.llm_config)) return 'legacy'
  // metadata is the operator's own
  const { metadata: _, ...blocks } = saved
  const inside = Object.values(blocks).flatMap((block) => (isRecord(block) ? Object.keys(block) : []))
  return casingOf(inside) ?? casingOf(Object.keys(saved).filter((key) => !key.endsWith('_config'))) ?? 'snake'
}

function casingOf(keys: readonly string[]): 'camel' | 'snake' | undefined {
  const camel = keys.filter((key) => /[a-z][A-Z]/.test(key)).length
  const snake = keys.filter((key) => key.includes('_')).length
  if (camel === snake) return undefined
  return camel > snake ? 'camel' : 'snake'
}

/** The second generation's REST interface mixed its casings: `analysis_plan` outside, `structuredDataPlan` inside. */
const mixedNames: Readonly<Record<string, string>> = {
  first_message: 'firstMessage',
  analysis_plan: 'analysisPlan',
  speech_config: 'speechConfig',
  max_duration_seconds: 'maxDurationSeconds',
  autonomous_silence_handling: 'autonomousSilenceHandling',
  silence_timeout_seconds: 'silenceTimeoutSeconds',
  voicemail_detection: 'voicemailDetection',
  voicemail_message: 'voicemailMessage',
  webhook_url: 'webhookUrl',
  webhook_secret: 'webhookSecret',
  webhook_events: 'webhookEvents',
}

function withCamelNames(saved: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(saved).map(([key, value]) => [mixedName(key) ?? key, value]))
}

function mixedName(key: string): string | undefined {
  return Object.hasOwn(mixedNames, key) ? mixedNames[key] : undefined
}
