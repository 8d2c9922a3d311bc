import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { basename, relative, resolve } from 'node:path'
import { intro, outro } from '@clack/prompts'
import { askFolder, askInstall, askName, askTemplate, Cancelled } from './ask.ts'
import { managerCommands, runningManager } from './managers.ts'
import { packageNameFor } from './names.ts'
import { type Options, parseOptions, UsageError, usage } from './options.ts'
import { createProject, type Project, ProjectError } from './project.ts'
import { readVersions } from './versions.ts'

/**
 * Runs the command.
 *
 * @param parameters What stands after `create-preanswer`
 * @returns The exit code; 0 done, 1 failed, 2 wrong usage
 */
export async function main(parameters: readonly string[]): Promise<0 | 1 | 2> {
  try {
    const options = parseOptions(parameters)
    if (options.help) print(usage)
    else if (options.version) print(version())
    else return await create(options)
    return 0
  } catch (error) {
    if (error instanceof Cancelled) return 1
    if (!(error instanceof UsageError || error instanceof ProjectError)) throw error
    process.stderr.write(`${error.message}\n`)
    return error instanceof UsageError ? 2 : 1
  }
}

async function create(options: Options): Promise<0 | 1> {
  const mayAsk = !options.yes && process.stdin.isTTY === true && process.stdout.isTTY === true
  if (mayAsk) intro('preanswer')
  const project = mayAsk ? await ask(options) : complete(options)
  await createProject(project)
  const { install } = managerCommands[project.manager]
  const shallInstall = options.install ?? (mayAsk ? await askInstall(install) : true)
  const isInstalled = shallInstall && (await run(install, project.folder))
  const steps = nextSteps(project, isInstalled)
  if (mayAsk) outro(steps)
  else print(steps)
  return shallInstall && !isInstalled ? 1 : 0
}

async function ask(options: Options): Promise<Project> {
  const template = options.template ?? (await askTemplate())
  const folder = options.folder ?? (await askFolder(template))
  const name = options.name ?? (await askName(template, basename(resolve(folder))))
  return complete({ ...options, template, folder, name })
}

/** What nobody said is as it is usually. */
function complete({ template, folder, name, manager = runningManager() }: Options): Project {
  if (template === undefined) throw new UsageError('Say --template host or --template plugin.')
  if (folder === undefined) throw new UsageError('Name the folder: npm create preanswer@latest my-folder')
  const absolute = resolve(folder)
  return {
    template,
    folder: absolute,
    name: name ?? packageNameFor(template, basename(absolute)),
    manager,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    versions: readVersions(),
  }
}

/** Runs a command of a package manager, with its output. */
async function run(command: string, folder: string): Promise<boolean> {
  // the managers are scripts on Windows, and the command is one of ours
  const child = spawn(command, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'], shell: true })
  const [code] = (await once(child, 'close')) as [number | null]
  return code === 0
}

function nextSteps({ template, folder, manager }: Project, isInstalled: boolean): string {
  const { install, run: runScript } = managerCommands[manager]
  const place = relative(process.cwd(), folder)
  const steps = [
    ...(place === '' ? [] : [`cd ${/\s/.test(place) ? JSON.stringify(place) : place}`]),
    ...(isInstalled ? [] : [install]),
    ...(template === 'host'
      ? [`${runScript} simulate`, `${runScript} start`]
      : [`${runScript} check`, `${runScript} dev`]),
  ]
  return `Next:\n\n${steps.map((step) => `  ${step}`).join('\n')}\n\nREADME.md says the rest.`
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

function version(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return manifest.version
}
