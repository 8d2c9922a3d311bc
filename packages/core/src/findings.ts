import type { CheckedConfig } from './config.ts'
import { requiredKeys, type Snapshot } from './draft.ts'
import type { Finding } from './errors.ts'
import type { HookName } from './hook-table.ts'
import { isRecord } from './plain.ts'
import { isMadeHere } from './plugin.ts'
import { developmentPrefix } from './wire/verify.ts'

/** What a whole assistant has; a realtime model speaks by itself. */
const wholeKeys = ['firstMessage', 'llm', 'stt', 'tts'] as const

/** Looks for what a valid config may still get wrong. */
export function findConcerns(config: CheckedConfig, taps: (hook: HookName) => number): Finding[] {
  const patches = taps('contribute') + taps('review') > 0
  const rejects = taps('screen') + taps('review') > 0
  return [
    ...wholenessConcerns(config, patches),
    ...(rejects ? rejectionConcerns(config) : []),
    ...(patches ? snapshotConcerns(config) : []),
    ...trustConcerns(config),
    ...copyConcerns(config),
    ...(config.forward === undefined ? [eventsEndHere] : []),
  ]
}

/** Which parts of a whole assistant a snapshot lacks. */
export function missingParts(snapshot: Snapshot | undefined): string[] {
  if (snapshot === undefined) return [...wholeKeys]
  return wholeKeys.flatMap((key) => {
    const value: unknown = snapshot[key]
    if (key === 'firstMessage') return value === undefined ? [key] : []
    if (key === 'tts' && value === null) return []
    if (!isRecord(value)) return [key]
    return requiredKeys[key].filter((required) => value[required] === undefined).map((required) => `${key}.${required}`)
  })
}

/** What leaves a caller without an answer where plugins say nothing. */
export function silenceConcerns(config: CheckedConfig): Finding[] {
  return wholenessConcerns(config, false).filter(({ severity }) => severity === 'error')
}

/** Whether a snapshot can be sent where the platform has nothing of its own. */
export function isWhole(snapshot: Snapshot | undefined): snapshot is Snapshot {
  return missingParts(snapshot).length === 0
}

const eventsEndHere: Finding = {
  severity: 'warning',
  code: 'events-end-here',
  path: ['forward'],
  message: 'status updates, reports and tool calls that arrive here go nowhere else',
  hint: 'set `forward` to the URL that had them before, or leave them off in `webhook_events` on the platform',
}

/** Where the platform has no assistant of its own, a response must be a whole one. In the legacy dialect it never has. */
function wholenessConcerns(config: CheckedConfig, patches: boolean): Finding[] {
  const isLegacy = config.defaultDialect === 'legacy'
  return beginnings(config, patches).map(({ key, isSilence, missing }) =>
    config.savedAssistant
      ? {
          severity: isLegacy && isSilence ? 'error' : 'warning',
          code: 'legacy-without-fallback',
          path: [key],
          message: `a call in the legacy dialect needs a whole assistant, and \`${key}\` lacks ${missing.join(', ')}`,
          hint: isLegacy ? 'complete it' : 'complete it if your platform still speaks legacy',
        }
      : {
          severity: isSilence ? 'error' : 'warning',
          code: 'no-whole-fallback',
          path: [key],
          message: `the platform has no assistant here, and \`${key}\` lacks ${missing.join(', ')}`,
          hint: isSilence
            ? 'complete it: without it a caller hears nothing'
            : 'complete it: what plugins say is laid upon it',
        },
  )
}

/** What a whole response begins with when plugins are silent and when they are not, and what each lacks. */
function beginnings({ assistant, fallback }: CheckedConfig, patches: boolean) {
  const silence = fallback === undefined && assistant !== undefined ? 'assistant' : 'fallback'
  const patched = assistant === undefined ? 'fallback' : 'assistant'
  const keys = patches && patched !== silence ? [silence, patched] : [silence]
  return keys
    .map((key) => ({ key, isSilence: key === silence, missing: missingParts({ assistant, fallback }[key]) }))
    .filter(({ missing }) => missing.length > 0)
}

function rejectionConcerns({ defaultDialect }: CheckedConfig): Finding[] {
  if (defaultDialect !== 'legacy') return []
  return [
    {
      severity: 'warning',
      code: 'legacy-rejections',
      path: ['plugins'],
      message: 'the legacy dialect has no documented rejection; `{"error": …}` is sent all the same',
      hint: 'try one call, or answer with a greeting that says goodbye instead',
    },
  ]
}

/** Without a snapshot a patched block replaces the saved one, tools and all. */
function snapshotConcerns({ assistant, savedAssistant }: CheckedConfig): Finding[] {
  if (!savedAssistant) return []
  const unknown = (['llm', 'stt', 'tts', 'analysisPlan'] as const).filter((key) => assistant?.[key] === undefined)
  if (unknown.length === 0) return []
  return [
    {
      severity: 'warning',
      code: 'block-without-snapshot',
      path: ['assistant'],
      message: `the saved ${unknown.join(', ')} ${unknown.length === 1 ? 'is' : 'are'} not in the config: a plugin that touches such a block replaces it whole, and what is saved in it (tools, prompt) is lost for that call`,
      hint: 'put the saved assistant into `assistant` (preanswer import-assistant FILE), and `{}` where it has no such block',
    },
  ]
}

function trustConcerns({ secrets, auth, unsigned }: CheckedConfig): Finding[] {
  const tokens = auth === undefined ? [] : 'bearer' in auth ? auth.bearer : auth.pathToken
  const findings: Finding[] = []
  for (const [key, known] of Object.entries({ secrets: secrets ?? [], auth: tokens })) {
    if (![known].flat().some((secret) => secret.startsWith(developmentPrefix))) continue
    findings.push({
      severity: 'warning',
      code: 'development-secret',
      path: [key],
      message: 'a development secret is set: it counts for callers on this machine only',
      hint: "set the platform's webhook secret before you go live",
    })
  }
  if (unsigned) {
    findings.push({
      severity: 'warning',
      code: 'unsigned',
      path: ['unsigned'],
      message: 'webhooks without a signature are taken from this machine',
      hint: 'remove `unsigned` before you go live',
    })
  }
  return findings
}

/** Of an isolated entry only its worker could tell, where no harm comes of it either. */
function copyConcerns({ plugins }: CheckedConfig): Finding[] {
  return plugins.flatMap(({ use }, index) =>
    typeof use === 'string' || isMadeHere(use)
      ? []
      : [
          {
            severity: 'note' as const,
            code: 'second-core',
            path: ['plugins', index],
            message:
              'the plugin was made by another copy of @preanswer/core than the one that runs; it works all the same',
            hint: 'npm ls @preanswer/core shows both; one is enough where plugins have it as a peer',
          },
        ],
  )
}
