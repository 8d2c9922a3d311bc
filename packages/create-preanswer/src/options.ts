import { parseArgs } from 'node:util'
import { type Manager, managers } from './managers.ts'
import { type Template, templates } from './names.ts'

/** What was asked for on the command line. */
export interface Options {
  readonly folder?: string
  readonly template?: Template
  readonly name?: string
  readonly manager?: Manager
  readonly install?: boolean
  /** Ask nothing */
  readonly yes: boolean
  readonly help: boolean
  readonly version: boolean
}

/** The command line cannot be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const usage = `Usage: npm create preanswer@latest [folder] [-- options]

Writes a project of preanswer into a new folder, and installs what it needs.

Options:
  --template <name>         host: a config and the command, ready to deploy
                            plugin: a plugin for npm, with its tests
  --name <package>          name of the package; made from the folder without it
  --package-manager <name>  ${managers.join(', ')}; the one that runs this without it
  --no-install              leave the installing to you
  -y, --yes                 ask nothing, take what is usual
  -h, --help                show this
  -v, --version             show the version

Without a folder or a template it asks, on a terminal.`

/**
 * Reads what stands after `create-preanswer`.
 *
 * @throws {UsageError} for what it does not know
 */
export function parseOptions(parameters: readonly string[]): Options {
  const { values, positionals } = parse(parameters)
  const [folder, second] = positionals
  if (second !== undefined) throw new UsageError(`There is one folder to name, and ${second} is a second.`)
  return {
    ...(folder === undefined ? {} : { folder }),
    ...choice('template', values.template, templates),
    ...(values.name === undefined ? {} : { name: values.name }),
    ...choice('manager', values['package-manager'], managers),
    ...(values.install === undefined ? {} : { install: values.install }),
    yes: values.yes ?? false,
    help: values.help ?? false,
    version: values.version ?? false,
  }
}

function parse(parameters: readonly string[]) {
  try {
    return parseArgs({
      args: [...parameters],
      allowPositionals: true,
      allowNegative: true,
      options: {
        template: { type: 'string' },
        name: { type: 'string' },
        'package-manager': { type: 'string' },
        install: { type: 'boolean' },
        yes: { type: 'boolean', short: 'y' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

function choice<Key extends string, Value extends string>(
  key: Key,
  given: string | undefined,
  values: readonly Value[],
): { readonly [_ in Key]?: Value } {
  if (given === undefined) return {}
  const value = values.find((item) => item === given)
  if (value === undefined) throw new UsageError(`${given} is none of ${values.join(', ')}.`)
  return { [key]: value } as { readonly [_ in Key]?: Value }
}
