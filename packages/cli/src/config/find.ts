import { stat } from 'node:fs/promises'
import { basename, dirname, join, parse, resolve } from 'node:path'
import { lilconfig } from 'lilconfig'
import { exitCodes, Failure } from '../exit-codes.ts'

/** Names of a config file, in the order in which they are looked for. */
export const configNames = ['ts', 'mts', 'js', 'mjs', 'json', 'yaml', 'yml'].map(
  (ending) => `preanswer.config.${ending}`,
)

/** A config file, and the names of others beside it that were passed over. */
export interface FoundConfig {
  /** Absolute */
  readonly file: string
  readonly passedOver: readonly string[]
}

/**
 * Finds the config: the named file, else the nearest one upwards from a folder.
 *
 * @param from Folder to start from, and that a relative name starts from
 * @param named What `--config` says; `undefined` searches
 * @throws {Failure} exit 78 when there is none, or when its ending is not one of a config
 */
export async function findConfig(from: string, named?: string): Promise<FoundConfig> {
  if (named !== undefined) return { file: await namedFile(resolve(from, named)), passedOver: [] }
  const asText = (_file: string, content: string) => content
  const found = await lilconfig('preanswer', {
    searchPlaces: configNames,
    stopDir: parse(resolve(from)).root,
    ignoreEmptySearchPlaces: false,
    cache: false,
    loaders: Object.fromEntries(configNames.map((name) => [parse(name).ext, asText])),
  }).search(from)
  if (found === null) {
    throw new Failure(
      exitCodes.config,
      `No config found in ${resolve(from)} or above it.\n` +
        `Name one with --config, or add one of: ${configNames.join(', ')}.`,
    )
  }
  return { file: found.filepath, passedOver: await others(found.filepath) }
}

async function namedFile(file: string): Promise<string> {
  const endings = configNames.map((name) => parse(name).ext)
  if (!endings.includes(parse(file).ext)) {
    throw new Failure(exitCodes.config, `${file}: a config ends in one of ${endings.join(', ')}.`)
  }
  if (await isFile(file)) return file
  throw new Failure(exitCodes.config, `${file}: there is no such file. Mend the path that --config names.`)
}

async function others(file: string): Promise<string[]> {
  const names = configNames.filter((name) => name !== basename(file))
  const present = await Promise.all(names.map((name) => isFile(join(dirname(file), name))))
  return names.filter((_name, index) => present[index])
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  )
}
