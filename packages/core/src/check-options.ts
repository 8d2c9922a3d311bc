import pTimeout, { TimeoutError } from 'p-timeout'
import type { Issue } from './errors.ts'
import type { PluginDefinition } from './plugin.ts'
import { issuesOf } from './validate.ts'

/** What a plugin's own schema makes of the options of an entry, and what it finds wrong. */
export interface CheckedOptions {
  readonly options?: unknown
  readonly issues: readonly Issue[]
}

/** ms that a plugin may take to check its options. */
const checkBudgetMs = 10_000

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
    const checking = Promise.resolve(definition.options['~standard'].validate(given ?? {}))
    const result = await pTimeout(checking, { milliseconds: checkBudgetMs })
    if (result.issues !== undefined) return { issues: issuesOf(result.issues, definition.options, path) }
    return { options: result.value, issues: [] }
  } catch (error) {
    const how =
      error instanceof TimeoutError ? `took more than ${checkBudgetMs} ms` : 'failed while it checked the options'
    return { issues: [{ path, message: `the schema of the plugin ${how}` }] }
  }
}
