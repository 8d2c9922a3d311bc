/** What a project is made from. */
export const templates = ['host', 'plugin'] as const

export type Template = (typeof templates)[number]

/** The name of a package for a project in a folder of this name; the folder's own where it serves. */
export function packageNameFor(template: Template, folder: string): string {
  const kebab = folder
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  if (template === 'host') return kebab || 'preanswer-host'
  return kebab.startsWith('preanswer-plugin-') ? kebab : `preanswer-plugin-${kebab || 'greeting'}`
}

/** What is wrong with a package's name, and a name that would do; `undefined` when it may be used. */
export function nameProblem(template: Template, name: string): string | undefined {
  const isValid =
    template === 'plugin'
      ? /^(?:@[a-z0-9][\w.-]*\/)?preanswer-plugin-[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)
      : /^(?:@[a-z0-9][\w.-]*\/)?[a-z0-9][a-z0-9._-]*$/.test(name)
  if (isValid && name.length <= maxLength) return undefined
  return template === 'plugin'
    ? `A plugin's package is called preanswer-plugin-<name> or @scope/preanswer-plugin-<name>, in kebab-case, at most ${maxLength} characters.`
    : `A package's name has small letters, digits and hyphens, at most ${maxLength} characters.`
}

/** What an operator writes after `use:`. */
export function shortNameOf(packageName: string): string {
  return packageName.replace(/^(?:@[^/]+\/)?preanswer-plugin-/, '')
}

/** The name of the plugin in code: `night-line` is `nightLine`. */
export function exportNameOf(shortName: string): string {
  const camel = shortName.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  // what is no name in JavaScript becomes a part of one
  return /^[a-z]/.test(camel) && !reserved.has(camel)
    ? camel
    : `plugin${camel.charAt(0).toUpperCase()}${camel.slice(1)}`
}

/** What names are longer makes lines that the linter would break. */
const maxLength = 60

const reserved = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof undefined var void while with yield definePlugin conformance`.split(
    /\s+/,
  ),
)
