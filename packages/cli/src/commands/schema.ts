import { writeFile } from 'node:fs/promises'
import { basename, dirname, relative, resolve, sep } from 'node:path'
import { readPlugin } from '@preanswer/core'
import { findConfig } from '../config/find.ts'
import { installedPlugins } from '../config/installed.ts'
import { configJsonSchema, type NamedPlugin } from '../config/json-schema.ts'
import { resolvePlugin } from '../config/resolve-plugins.ts'
import { isData, readSource } from '../config/source.ts'
import { type ExitCode, exitCodes, Failure } from '../exit-codes.ts'
import { print } from '../terminal.ts'

export interface SchemaOptions {
  readonly config?: string
  readonly out?: string
}

/** Prints, or writes, the JSON Schema of configs that stand where this one does. The config itself may be broken. */
export async function schema({ config, out }: SchemaOptions): Promise<ExitCode> {
  const file = await placeOf(config)
  const named = await Promise.all((await namesFor(file)).map((name) => load(name, file)))
  const plugins = named.filter((one) => typeof one !== 'string')
  const text = JSON.stringify(configJsonSchema(plugins), undefined, 2)
  for (const problem of named.filter((one) => typeof one === 'string')) print(process.stderr, problem)
  if (out === undefined) {
    print(process.stdout, text)
    return exitCodes.ok
  }
  const target = resolve(out)
  await writeFile(target, `${text}\n`).catch((error) => {
    throw new Failure(exitCodes.failed, `${target} cannot be written: ${error.code}`)
  })
  print(process.stdout, `${target} knows ${plugins.length} plugins. ${adviceFor(file, target)}`)
  return exitCodes.ok
}

/** The config; where there is none yet, the one that could stand in the working directory. */
async function placeOf(config: string | undefined): Promise<string> {
  const here = resolve('preanswer.config.yaml')
  if (config !== undefined) return (await findConfig(process.cwd(), config)).file
  return findConfig(process.cwd()).then(
    ({ file }) => file,
    () => here,
  )
}

/** The plugins installed beside a config, and those that it names besides. */
async function namesFor(file: string): Promise<readonly string[]> {
  const installed = await installedPlugins(dirname(file))
  const source = isData(file) ? await readSource(file).catch(() => undefined) : undefined
  return [...new Set([...installed, ...usesIn(source?.value)])]
}

/** What stands under `use`, wherever that is. */
function usesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) =>
    key === 'use' && typeof item === 'string' ? [item] : usesIn(item),
  )
}

/** A plugin by its name, or why it is not in the schema. */
async function load(name: string, file: string): Promise<NamedPlugin | string> {
  const found = await resolvePlugin(name, file)
  const plugin = 'plugin' in found ? readPlugin(found.plugin) : undefined
  if (plugin === undefined) return `${name} is left out: ${'message' in found ? found.message : 'it is no plugin'}`
  const isShort = !name.includes('/')
  return { names: isShort ? [name, `@preanswer/plugin-${name}`] : [name], definition: plugin.definition }
}

function adviceFor(file: string, target: string): string {
  const path = relative(dirname(file), target).split(sep).join('/')
  const written = path.startsWith('.') ? path : `./${path}`
  return file.endsWith('.json')
    ? `Write "$schema": ${JSON.stringify(written)} into ${basename(file)}.`
    : `Write this at the top of a config in YAML: # yaml-language-server: $schema=${written}`
}
