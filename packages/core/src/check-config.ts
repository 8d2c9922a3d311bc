import { type CheckedLine, checkLines, type SharedEntries, withKnown } from './check-lines.ts'
import { type CheckedConfig, configSchema, type HostConfig, maximumLines } from './config.ts'
import { type CheckedEntry, checkEntry, duplicateNames, toEntry } from './entries.ts'
import { type Issue, PreanswerError } from './errors.ts'
import type { PluginPlace } from './isolate/isolate.ts'
import { isRecord } from './plain.ts'
import { issuesOf } from './validate.ts'

/** A whole config that was checked. */
export interface CheckedHost {
  readonly config: CheckedConfig
  readonly entries: readonly CheckedEntry[]
  /** Some may have issues */
  readonly lines: readonly CheckedLine[]
}

export interface CheckOptions {
  /** Whether a problem of a line is one of the host */
  readonly strict: boolean
  /** What whoever read the config found wrong with it */
  readonly known: readonly Issue[]
}

/**
 * Checks a whole config, with the options of every plugin. The workers of isolated entries have been started.
 *
 * @throws {PreanswerError} `PREANSWER_CONFIG_INVALID` with all problems at once, those of lines among them
 */
export async function checkConfig(
  given: HostConfig,
  place: PluginPlace,
  { strict, known }: CheckOptions,
): Promise<CheckedHost> {
  const written = isRecord(given) && Array.isArray(given.plugins) ? given.plugins.map(toEntry) : []
  const results = await Promise.all(written.map((entry, index) => checkEntry(entry, ['plugins', index], place)))
  const { rest, lines: givenLines } = takeLines(given)
  const checked = configSchema.safeParse(
    isRecord(rest) && Array.isArray(rest.plugins) ? { ...rest, plugins: written } : rest,
  )
  const issues = withKnown(
    known.filter((issue) => !isOfLine(issue)),
    [
      ...(checked.success ? trustIssues(checked.data, givenLines) : issuesOf(checked.error.issues, configSchema)),
      ...results.flatMap((result) => result.issues),
      ...duplicateNames(results),
    ],
  )
  const entries = results.flatMap(({ name, path, definition, options, isolated }, stage) => {
    const config = checked.data?.plugins[stage] ?? written[stage]
    if (definition === undefined || config === undefined) return []
    return [{ name, path, stage, definition, options, config, isolated } as CheckedEntry]
  })
  const shared: SharedEntries = { given: written, results, checked: entries }
  const lines = await checkLines(givenLines, shared, place, known.filter(isOfLine))
  if (checked.success && issues.length === 0 && !(strict && lines.some((line) => line.issues.length > 0))) {
    return { config: checked.data as CheckedConfig, entries, lines }
  }
  const all = [...entries, ...lines.flatMap((line) => line.entries ?? [])]
  await Promise.all(all.map(({ isolated }) => isolated?.close()))
  throw new PreanswerError('PREANSWER_CONFIG_INVALID', { issues: [...issues, ...lines.flatMap((line) => line.issues)] })
}

/** Lines are checked apart, each by itself. */
function takeLines(given: unknown): { rest: unknown; lines: readonly unknown[] } {
  if (!isRecord(given) || !Array.isArray(given.lines)) return { rest: given, lines: [] }
  const { lines, ...rest } = given
  // the schema says how many there may be
  return lines.length > maximumLines ? { rest: given, lines: [] } : { rest, lines }
}

function isOfLine({ path }: Issue): boolean {
  return path[0] === 'lines' && path.length > 1
}

function trustIssues(
  config: { secrets?: unknown; auth?: unknown; unsigned: boolean },
  lines: readonly unknown[],
): Issue[] {
  if (config.secrets !== undefined || config.auth !== undefined || config.unsigned) return []
  const says = (line: unknown) => isRecord(line) && (line.secrets !== undefined || line.auth !== undefined)
  // then nothing but the lines is served
  if (lines.length > 0 && lines.every(says)) return []
  return [
    {
      path: ['secrets'],
      message: 'nothing says which webhooks to trust',
      hint: "set `secrets` to the platform's webhook secret, or `auth`; `unsigned: true` serves this machine only",
    },
  ]
}
