import { type Snapshot, snapshotSchema } from '../draft.ts'
import { PreanswerError } from '../errors.ts'
import { isRecord, isShallowerThan } from '../plain.ts'
import { issuesOf } from '../validate.ts'
import { dialects } from './detect.ts'
import type { DialectName } from './dialect.ts'

/** Keys by which the JSON of a saved assistant shows its dialect. */
const signs: Readonly<Record<DialectName, readonly string[]>> = {
  legacy: ['model', 'transcriber', 'voice'],
  camel: ['firstMessage', 'analysisPlan', 'maxDurationSeconds', 'silenceTimeoutSeconds'],
  snake: ['first_message', 'analysis_plan', 'max_duration_seconds', 'business_name', 'is_active', 'webhook_url'],
}

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
  if (!isRecord(saved) || !isShallowerThan(saved, 64)) {
    throw new PreanswerError('PREANSWER_CONFIG_INVALID', {
      issues: [{ path: [], message: 'is not the JSON of an assistant' }],
    })
  }
  const dialect = dialectOf(saved)
  const { snapshot, ignored } = dialects[dialect].decodeAssistant(dialect === 'camel' ? withCamelNames(saved) : saved)
  const checked = snapshotSchema.safeParse(snapshot)
  if (!checked.success) {
    throw new PreanswerError('PREANSWER_CONFIG_INVALID', { issues: issuesOf(checked.error.issues, snapshotSchema) })
  }
  const id = saved.id ?? saved.assistant_id
  return { snapshot: typeof id === 'string' ? { assistantId: id, ...snapshot } : snapshot, dialect, ignored }
}

function unwrap(json: unknown): unknown {
  if (!isRecord(json)) return json
  const inner = json.assistant ?? json.data
  return isRecord(inner) ? inner : json
}

function dialectOf(saved: Record<string, unknown>): DialectName {
  const votes = (name: DialectName) => signs[name].filter((key) => Object.hasOwn(saved, key)).length
  // the modern dialects share the names of three blocks, which the first one never had
  if (votes('legacy') > 0 && saved.llm_config === undefined) return 'legacy'
  return votes('camel') > votes('snake') ? 'camel' : 'snake'
}

/** The second generation's REST interface mixed its casings: `analysis_plan` outside, `structuredDataPlan` inside. */
function withCamelNames(saved: Record<string, unknown>): Record<string, unknown> {
  const { analysis_plan, first_message, max_duration_seconds, ...others } = saved
  const moved = { analysisPlan: analysis_plan, firstMessage: first_message, maxDurationSeconds: max_duration_seconds }
  return { ...Object.fromEntries(Object.entries(moved).filter(([, value]) => value !== undefined)), ...others }
}
