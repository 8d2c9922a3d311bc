import type { Issue } from './errors.ts'
import type { PluginDefinition } from './plugin.ts'
import { issuesOf } from './validate.ts'

/** What a plugin's own schema makes of the options of an entry, and what it finds wrong. */
export interface CheckedOptions {
  readonly options?: unknown
  readonly issues: readonly Issue[]
}

/**
 * Lets a plugin check its options. Never rejects.
 *
 * @param path Where the options stand in the config
 */
export async function checkOptions(
  definition: PluginDefinition,
  given: unknown,
  path: readonly (string | number)[],
): Promise<CheckedOptions> {
  if (definition.options === undefined) {
    const issues = given === undefined ? [] : [{ path, message: 'the plugin takes no options', hint: 'remove it' }]
    return { issues }
  }
  try {
    // a plugin whose options are all optional needs no `with`
    const result = await definition.options['~standard'].validate(given ?? {})
    if (result.issues !== undefined) return { issues: issuesOf(result.issues, definition.options, path) }
    return { options: result.value, issues: [] }
  } catch {
    return { issues: [{ path, message: 'the schema of the plugin failed while it checked the options' }] }
  }
}
