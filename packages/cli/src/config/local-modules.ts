import { realpath, stat } from 'node:fs/promises'
import { createRequire, register } from 'node:module'
import { dirname, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import { importModule } from './import-module.ts'
import { ageKey, type ModuleHooksData } from './module-hooks.ts'

/**
 * Local are the modules of a config in code, of a plugin that is named by its path, and what these import by path. What
 * comes from packages is loaded once in the life of the process. One process has one config, so this is its state.
 */
const { cache } = createRequire(import.meta.url)
/** 0 as long as nobody asked for modules that can be loaded anew */
let age = 0
/** Addresses of those that Node imports itself */
const native = new Set<string>()
let toldNative: MessagePort | undefined
/** What each was when it was loaded */
const seen = new Map<string, string>()

/** Imports a local module by its path, as `importModule` does. */
export async function importLocal(file: string): Promise<unknown> {
  if (age === 0) return importModule(file)
  const startedAt = Date.now()
  try {
    return await importAged(file)
  } catch (error) {
    // Node would give the same error again, also when what is missing is there
    seen.set(file, 'not loaded')
    throw error
  } finally {
    const files = localModules().filter((name) => !seen.has(name))
    for (const [index, look] of (await Promise.all(files.map(lookAt))).entries()) {
      // what was written meanwhile may have been read before
      const isSettled = look.mtimeMs < startedAt - coarseMs
      seen.set(files[index] ?? '', isSettled ? look.fingerprint : 'not settled')
    }
  }
}

/**
 * Sees to it that local modules are loaded anew where one of them has changed, and at first always.
 *
 * @param configFile Absolute path
 */
export async function refreshLocalModules(configFile: string): Promise<void> {
  if (age > 0 && !(await hasChanged())) return
  if (age === 0) await follow(configFile)
  age += 1
  for (const file of cachedFiles()) delete cache[file]
  native.clear()
  seen.clear()
}

/** Absolute paths of the local modules that are loaded: all of them once they were refreshed. */
export function localModules(): string[] {
  for (let told = receive(); told !== undefined; told = receive()) native.add(told)
  return [...new Set([...cachedFiles(), ...[...native].map((url) => fileURLToPath(url))])]
}

async function importAged(file: string): Promise<unknown> {
  if (/\.[mc]?ts$/.test(file)) {
    // a jiti of this age: what it has Node import gets the same
    const jiti: typeof import('jiti') = await import(aged(import.meta.resolve('jiti')))
    return jiti.createJiti(file, { fsCache: false, interopDefault: false }).import(file)
  }
  const url = pathToFileURL(await realpath(file)).href
  native.add(url)
  return import(aged(url))
}

async function follow(configFile: string): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  port1.unref()
  toldNative = port1
  const folder = pathToFileURL((await realpath(dirname(configFile))) + sep).href
  const data: ModuleHooksData = { port: port2, folder }
  register<ModuleHooksData>('./module-hooks.js', import.meta.url, { data, transferList: [port2] })
}

async function hasChanged(): Promise<boolean> {
  const looks = await Promise.all([...seen].map(async ([file, before]) => (await lookAt(file)).fingerprint !== before))
  return looks.includes(true)
}

/** ms by which the clock of a file system may be behind. */
const coarseMs = 20

async function lookAt(file: string): Promise<{ fingerprint: string; mtimeMs: number }> {
  try {
    const { dev, ino, size, mtimeMs, ctimeMs } = await stat(file)
    return { fingerprint: [dev, ino, size, mtimeMs, ctimeMs].join(' '), mtimeMs }
  } catch {
    return { fingerprint: 'not there', mtimeMs: 0 }
  }
}

/** What jiti and Node keep by path, less what packages brought. */
function cachedFiles(): string[] {
  return Object.keys(cache).filter((file) => !file.includes(`${sep}node_modules${sep}`))
}

function receive(): string | undefined {
  return toldNative && receiveMessageOnPort(toldNative)?.message
}

function aged(url: string): string {
  const address = new URL(url)
  address.searchParams.set(ageKey, String(age))
  return address.href
}
