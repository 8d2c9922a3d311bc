import { parse } from 'yaml'
import { type Archive, textIn } from './archive.ts'
import { breach, type Problem } from './rules.ts'

/** What a README says, as far as it is checked. */
export interface Readme {
  /** Whole configs in YAML that use the plugin, in order */
  readonly examples: readonly Example[]
  /** The first cells of the tables under the heading Options, without backticks: `tiers`, `tiers.*.patch` */
  readonly options: readonly string[]
  readonly headings: readonly string[]
}

/** A config that a README shows. */
export interface Example {
  /** Options of the plugin: what stands under `with` */
  readonly with: unknown
  /** What else the config says about calls: languages, variables, the assistant */
  readonly config: Readonly<Record<string, unknown>>
}

/** Reads the README of an archive; `undefined` when there is none. */
export function readReadme(archive: Archive): Readme | undefined {
  const path = [...archive.files.keys()].find((name) => /^readme\.(?:md|markdown)$/i.test(name))
  const text = path === undefined ? undefined : textIn(archive, path)?.replaceAll('\r\n', '\n')
  if (text === undefined) return undefined
  const prose = text.replace(/^(```|~~~)[\s\S]*?^\1$/gm, '')
  return {
    examples: [...text.matchAll(/^```ya?ml\n([\s\S]*?)^```$/gm)].flatMap(([, code = '']) =>
      readExample(code, archive.manifest.name),
    ),
    options: partsOf(prose, /^options$/i).flatMap((part) =>
      [...part.matchAll(/^\|\s*`([^`]+)`/gm)].map(([, name = '']) => name),
    ),
    headings: [...prose.matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = '']) => heading),
  }
}

/**
 * Checks that a README says what an operator needs.
 *
 * @param options Names of the plugin's options; `undefined` when they could not be read
 */
export function checkReadme(readme: Readme | undefined, options: readonly string[] | undefined): Problem[] {
  if (readme === undefined) return [breach('readme', 'there is no README.md')]
  const missing = (options ?? []).filter(
    (option) => !readme.options.some((row) => row === option || row.startsWith(`${option}.`)),
  )
  return [
    ...(readme.examples.length > 0 ? [] : [breach('readme-example', 'no ```yaml block uses the plugin')]),
    ...(missing.length === 0
      ? []
      : [breach('readme-options', `the tables under Options lack ${missing.map((name) => `\`${name}\``).join(', ')}`)]),
    ...(readme.headings.some((heading) => /what it returns|fail/i.test(heading))
      ? []
      : [breach('readme-returns', 'no heading says what it returns, or what happens when it fails')]),
  ]
}

/** Of a config, what a trial call can do with; the rest is about trust, servers and logs. */
const keysAboutCalls = new Set([
  'language',
  'languages',
  'timeZone',
  'variables',
  'assistant',
  'fallback',
  'savedAssistant',
])

function readExample(code: string, packageName: string): Example[] {
  // the value of a variable is a secret of the operator; any text stands for it
  const config: unknown = parseYaml(
    code.replace(/(?<!\$)\$\{\w+(?::-([^}]*))?\}/g, (_, value?: string) => value ?? 'example'),
  )
  if (typeof config !== 'object' || config === null || !('plugins' in config)) return []
  const { plugins } = config
  if (!Array.isArray(plugins)) return []
  const aboutCalls = Object.fromEntries(Object.entries(config).filter(([key]) => keysAboutCalls.has(key)))
  const names = [packageName, packageName.replace(/^(?:@preanswer\/|preanswer-)plugin-/, '')]
  const entry: unknown = plugins.find((item: unknown) => names.includes((item as { use?: string } | null)?.use ?? ''))
  return entry === undefined ? [] : [{ with: (entry as { with?: unknown }).with, config: aboutCalls }]
}

function parseYaml(code: string): unknown {
  try {
    return parse(code)
  } catch {
    return undefined
  }
}

/** The parts of a page under a heading, with the parts below them. */
function partsOf(prose: string, heading: RegExp): string[] {
  const parts = prose.split(/^(?=#{1,6} )/m)
  const levelOf = (part = '') => /^#*/.exec(part)?.[0].length ?? 0
  return parts.flatMap((part, index) => {
    const [, title = ''] = /^#+ +(.+)$/m.exec(part) ?? []
    if (!heading.test(title.trim())) return []
    const end = parts.findIndex((other, at) => at > index && levelOf(other) <= levelOf(part))
    return [parts.slice(index, end === -1 ? undefined : end).join('')]
  })
}
