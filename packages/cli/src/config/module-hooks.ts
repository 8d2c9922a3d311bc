import type { InitializeHook, ResolveHook } from 'node:module'
import type { MessagePort } from 'node:worker_threads'

// Node runs these beside the main thread, for every import of it.

/** What `register` hands over. */
export interface ModuleHooksData {
  /** Told the address of each local module */
  readonly port: MessagePort
  /** Address of the config's folder, with a slash at its end */
  readonly folder: string
}

let data: ModuleHooksData | undefined

export const initialize: InitializeHook<ModuleHooksData> = (given) => {
  data = given
}

/** Gives what a local module imports by path the same age. To Node that is another module than the younger one. */
export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const resolved = await nextResolve(specifier, context)
  const age = ageOf(context.parentURL)
  if (data === undefined || age === null) return resolved
  if (!/^(?:\.{0,2}\/|file:)/.test(specifier) || !isLocal(resolved.url, context.parentURL ?? '', data)) return resolved
  const url = new URL(resolved.url)
  data.port.postMessage(url.href)
  url.searchParams.set(ageKey, age)
  return { ...resolved, url: url.href }
}

/** Where the age of a module stands in its address. */
export const ageKey = 'preanswer'

function ageOf(url: string | undefined): string | null {
  return url !== undefined && URL.canParse(url) ? new URL(url).searchParams.get(ageKey) : null
}

/** jiti, which imports for TypeScript, does so by path for packages too. */
function isLocal(url: string, parent: string, { folder }: ModuleHooksData): boolean {
  if (!url.startsWith('file:') || url.includes('/node_modules/')) return false
  return !parent.includes('/node_modules/') || url.startsWith(folder)
}
