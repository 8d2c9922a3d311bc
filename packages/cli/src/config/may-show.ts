import { isShowable, type PluginDefinition, readPlugin } from '@preanswer/core'
import { fileSchema } from './command.ts'

/** Tells whether a message may show what stands at a path of a config. */
export type MayShow = (path: readonly (string | number)[]) => boolean

/**
 * What of a config may be shown: what the schemas know and do not mark as secret. The options of a plugin are the business
 * of its own schema; where that is not known, nothing of them is shown.
 *
 * @param config With plugins in place of their names
 */
export function mayShowOf(config: unknown): MayShow {
  return (path) => {
    const at = path.indexOf('with')
    if (at < 0) return isShowable(fileSchema, path)
    const schema = optionsOf(config, path.slice(0, at))
    return schema !== undefined && isShowable(schema, path.slice(at + 1))
  }
}

/** The schema of the options of an entry, or of what a line changes in one. */
function optionsOf(config: unknown, path: readonly (string | number)[]): PluginDefinition['options'] {
  const changed = path.at(-2) === 'changes' ? path.at(-1) : undefined
  const shared: unknown = valueAt(config, ['plugins'])
  const entry =
    changed !== undefined && Array.isArray(shared)
      ? shared.find((item) => (item?.name ?? definitionOf(item)?.name) === changed)
      : valueAt(config, path)
  return definitionOf(entry)?.options
}

function definitionOf(entry: unknown): PluginDefinition | undefined {
  return readPlugin(valueAt(entry, ['use']))?.definition
}

/** What stands at a path; `undefined` where nothing does. */
export function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inside, key) => {
    if (typeof inside !== 'object' || inside === null || !Object.hasOwn(inside, key)) return undefined
    return (inside as Record<string | number, unknown>)[key]
  }, value)
}
