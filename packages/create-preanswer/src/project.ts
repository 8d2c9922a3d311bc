import { cp, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Manager, managerCommands } from './managers.ts'
import { exportNameOf, nameProblem, shortNameOf, type Template } from './names.ts'
import { peerRange } from './versions.ts'

/** What is to be written. */
export interface Project {
  readonly template: Template
  /** Absolute; made where it is not there */
  readonly folder: string
  /** Of the package: `@acme/preanswer-plugin-crm` */
  readonly name: string
  readonly manager: Manager
  /** IANA zone of a host's lines */
  readonly timeZone: string
  /** Ranges by package name */
  readonly versions: Readonly<Record<string, string>>
}

/** Nothing was written; the message says why, and what to do. */
export class ProjectError extends Error {
  override readonly name = 'ProjectError'
}

/**
 * Writes a project from its template.
 *
 * @throws {ProjectError} when the name cannot be used, or something stands in the folder
 */
export async function createProject(project: Project): Promise<void> {
  const problem = nameProblem(project.template, project.name)
  if (problem !== undefined) throw new ProjectError(`${project.name} cannot be the name. ${problem}`)
  await assertEmpty(project.folder)
  await mkdir(project.folder, { recursive: true })
  await cp(join(templatesFolder, project.template), project.folder, { recursive: true })
  for (const file of await filesIn(project.folder)) await fillIn(file, project)
}

/** A folder that git has been told of is empty to us. */
async function assertEmpty(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined)
  if (found === undefined) return
  if (!found.isDirectory()) throw new ProjectError(`${folder} is a file. Name a folder that is not there yet.`)
  const names = (await readdir(folder)).filter((name) => name !== '.git')
  if (names.length === 0) return
  throw new ProjectError(`${folder} is not empty (${names[0]}). Name a folder that is not there yet, or empty it.`)
}

const templatesFolder = fileURLToPath(new URL('../templates/', import.meta.url))

/** Names that npm or a tool in this repository would act on stand in the templates with an underscore. */
const realNames: Readonly<Record<string, string>> = {
  '_package.json': 'package.json',
  _LICENSE: 'LICENSE',
  _gitignore: '.gitignore',
  _dockerignore: '.dockerignore',
  '_env.example': '.env.example',
  _github: '.github',
  _changeset: '.changeset',
}

/** All files below a folder, renamed to their real names. */
async function filesIn(folder: string): Promise<string[]> {
  const files: string[] = []
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, realNames[entry.name] ?? entry.name)
    if (entry.name in realNames) await rename(join(folder, entry.name), path)
    files.push(...(entry.isDirectory() ? await filesIn(path) : [path]))
  }
  return files
}

async function fillIn(file: string, project: Project): Promise<void> {
  const text = placeholdersOf(project).reduce(
    (filled, [name, value]) => filled.replaceAll(`__${name}__`, value),
    // a step without a command is left out
    (await readFile(file, 'utf8')).replace(
      managerCommands[project.manager].ciSetup === '' ? /^.*__ciSetup__.*\n/m : /(?!)/,
      '',
    ),
  )
  await writeFile(file, file.endsWith('package.json') ? withVersions(text, project) : text)
}

function placeholdersOf({ name, manager, timeZone }: Project): [name: string, value: string][] {
  const shortName = shortNameOf(name)
  return Object.entries({
    package: name,
    // only a package without a scope can be found by its short name
    use: name.startsWith('@') ? `"${name}"` : shortName,
    name: shortName,
    export: exportNameOf(shortName),
    year: String(new Date().getFullYear()),
    timeZone,
    ...managerCommands[manager],
  })
}

function withVersions(text: string, { versions }: Project): string {
  const manifest: Record<string, unknown> = JSON.parse(text)
  for (const field of ['dependencies', 'devDependencies', 'peerDependencies']) {
    const asked = manifest[field] as Record<string, string> | undefined
    if (asked === undefined) continue
    const range = (name: string) => {
      const version = versions[name]
      if (version === undefined) throw new Error(`the template asks for ${name}, of which no version is known`)
      return field === 'peerDependencies' ? peerRange(version) : version
    }
    manifest[field] = Object.fromEntries(
      Object.entries(asked).map(([name, version]) => [name, version === 'catalog:' ? range(name) : version]),
    )
  }
  return `${JSON.stringify(manifest, undefined, 2)}\n`
}
