import { isBuiltin } from 'node:module'
import { dirname, isAbsolute } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import {
  definePlugin,
  type Finding,
  findPlugins,
  type Issue,
  type PluginFactory,
  readPlugin,
  secret,
  versionMismatch,
} from '@preanswer/core'
import { createJiti } from 'jiti'
import { z } from 'zod'
import { importModule } from './import-module.ts'
import { installedPlugins, namesBeside, nearest } from './installed.ts'
import { importLocal } from './local-modules.ts'
import { mendingCommand, packageOf, rangeFinding } from './plugin-package.ts'
import { describe } from './source.ts'

/** A config in which plugins stand in place of their names. */
export interface ResolvedPlugins {
  readonly value: unknown
  readonly issues: readonly Issue[]
  readonly findings: readonly Finding[]
}

/**
 * Replaces each `use` that is a text by the plugin that it names, seen from the config's folder: a short name
 * (`business-hours` is `@preanswer/plugin-business-hours`, else `preanswer-plugin-business-hours`), a package, or a
 * path. What cannot be resolved is an issue, and a plugin that does nothing takes its place. An isolated entry gets the
 * file of its plugin, which is loaded in its workers only. In lines the same is done.
 *
 * @param value The config as read, unchecked
 * @param file The config's file
 */
export async function resolvePlugins(value: unknown, file: string): Promise<ResolvedPlugins> {
  if (!isRecord(value)) return { value, issues: [], findings: [] }
  const resolver = new Resolver(file)
  const whole = await resolver.resolveIn(value, [])
  if (!Array.isArray(value.lines)) return { value: whole, issues: resolver.issues, findings: resolver.findings }
  const lines = await Promise.all(
    value.lines.map((line: unknown, index) => (isRecord(line) ? resolver.resolveIn(line, ['lines', index]) : line)),
  )
  return { value: { ...whole, lines }, issues: resolver.issues, findings: resolver.findings }
}

/** Resolves the entries of one config. */
class Resolver {
  readonly issues: Issue[] = []
  readonly findings: Finding[] = []
  readonly #file: string
  /** Lines may name the same plugin ten thousand times */
  readonly #found = new Map<string, ReturnType<typeof resolvePlugin | typeof resolveFile>>()

  constructor(file: string) {
    this.#file = file
  }

  /** The config, or a line of it, with plugins in place of their names. */
  async resolveIn(config: Readonly<Record<string, unknown>>, path: Issue['path']): Promise<object> {
    if (!Array.isArray(config.plugins)) return config
    const plugins: unknown[] = []
    // one after the other, so that what is told stands in the order of the config
    for (const [index, entry] of config.plugins.entries()) {
      plugins.push(await this.#resolve(entry, [...path, 'plugins', index]))
    }
    return { ...config, plugins }
  }

  async #resolve(entry: unknown, path: Issue['path']): Promise<unknown> {
    if (typeof entry === 'string') this.issues.push({ path, message: 'is only a name', hint: 'write `use:` before it' })
    if (!isRecord(entry) || typeof entry.use !== 'string') return entry
    const { use } = entry
    const at = [...path, 'use']
    const key = `${isIsolated(entry)} ${use}`
    const known = this.#found.get(key)
    const finding = known ?? (isIsolated(entry) ? resolveFile(use, this.#file) : resolvePlugin(use, this.#file))
    this.#found.set(key, finding)
    const found = await finding
    if ('module' in found && known === undefined) {
      this.findings.push(...(await findingsAbout(use, found.module, at, dirname(this.#file))))
    }
    if ('plugin' in found) return { ...entry, use: found.plugin }
    if ('url' in found) return { ...entry, use: found.url }
    this.issues.push({ path: at, ...found })
    return { ...entry, use: placeholder(path) }
  }
}

/** A plugin, and the file that it stands in. */
export interface ResolvedPlugin {
  readonly plugin: PluginFactory
  /** Absolute */
  readonly module: string
}

interface NotResolved {
  readonly message: string
  readonly hint: string
}

/**
 * Finds one plugin by its name or path.
 *
 * @param file The config's file, from whose folder it is looked for
 */
export async function resolvePlugin(name: string, file: string): Promise<ResolvedPlugin | NotResolved> {
  const module = locate(name, file)
  if (module === undefined) return notFound(name, file)
  try {
    const found = onlyPlugin(name, await (isPath(name) ? importLocal : importModule)(module))
    if ('message' in found) return found
    const mismatch = versionMismatch(readPlugin(found.plugin)?.apiVersion)
    if (mismatch === undefined) return { ...found, module }
    const hint = await mendingCommand(mismatch, isPath(name) ? undefined : await packageOf(module), dirname(file))
    return { message: `${quote(name)} ${mismatch.message}`, hint }
  } catch (error) {
    const hint = 'mend the plugin, or install what it imports'
    return { message: `${quote(name)} cannot be loaded: ${describe(error)}`, hint }
  }
}

async function resolveFile(name: string, file: string): Promise<{ url: string; module: string } | NotResolved> {
  const module = locate(name, file)
  return module === undefined ? notFound(name, file) : { url: pathToFileURL(module).href, module }
}

async function findingsAbout(use: string, module: string, path: Issue['path'], folder: string): Promise<Finding[]> {
  const plugin = isPath(use) ? undefined : await packageOf(module)
  const finding = plugin && (await rangeFinding(plugin, path, folder))
  return finding === undefined ? [] : [finding]
}

function isIsolated({ isolate }: Readonly<Record<string, unknown>>): boolean {
  return isolate === 'worker' || isRecord(isolate)
}

function locate(name: string, file: string): string | undefined {
  const jiti = createJiti(file, { fsCache: false })
  for (const candidate of candidates(name).filter((item) => !isBuiltin(item))) {
    const url = jiti.esmResolve(candidate, { parentURL: pathToFileURL(file), try: true })
    if (url?.startsWith('file:')) return fileURLToPath(url)
  }
  return undefined
}

function candidates(name: string): readonly string[] {
  return isPath(name) || isPackage(name) ? [name] : [`@preanswer/plugin-${name}`, `preanswer-plugin-${name}`, name]
}

function isPackage(name: string): boolean {
  return name.includes('/') || name.startsWith('preanswer-plugin-')
}

function isPath(name: string): boolean {
  return /^\.{1,2}(?:\/|$)|^file:/.test(name) || isAbsolute(name)
}

async function notFound(name: string, file: string): Promise<NotResolved> {
  const folder = dirname(file)
  if (isPath(name)) {
    const near = nearest(name, await namesBeside(name, folder))
    return {
      message: `there is no module at ${quote(name)}`,
      hint: near === undefined ? 'a path starts from the folder of the config' : `did you mean ${quote(near)}?`,
    }
  }
  const installed = await installedPlugins(folder)
  const near = nearest(name.replace(/^@preanswer\/plugin-|^preanswer-plugin-/, ''), installed)
  const others = installed.length === 0 ? 'none is installed' : `installed: ${installed.join(', ')}`
  return {
    message: `no plugin ${quote(name)} is installed beside the config`,
    hint: near === undefined ? `${installing(name)}, or correct the name (${others})` : `did you mean ${quote(near)}?`,
  }
}

function installing(name: string): string {
  return isPackage(name) ? `npm install ${name}` : 'install its package'
}

function onlyPlugin(name: string, module: unknown): { plugin: PluginFactory } | NotResolved {
  const found = findPlugins(module)
  const [first] = found.keys()
  if (found.size === 1 && first !== undefined) return { plugin: first }
  const hint = 'a package has exactly one export made by `definePlugin`'
  if (found.size === 0) return { message: `${quote(name)} exports no plugin`, hint }
  return { message: `${quote(name)} exports ${found.size} plugins: ${[...found.values()].join(', ')}`, hint }
}

/** Stands for a plugin that is missing, and says nothing against its options. */
function placeholder(path: Issue['path']): PluginFactory {
  return definePlugin({ name: `unresolved-${path.join('-')}`, options: secret(z.unknown()), setup() {} })
}

function quote(name: string): string {
  return JSON.stringify(name)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
