import { isDeepStrictEqual } from 'node:util'
import { type Message, maximumMessages, maximumTools, type Tool } from './draft.ts'
import { maskNumbers } from './log.ts'
import { isObject, isRecord } from './plain.ts'
import type { Owner, Provenance } from './provenance.ts'

export type Fields = Record<string, unknown>

/** What a merge had to leave out. */
export interface MergeReport {
  /** Paths cut at a limit of the platform */
  readonly over: string[]
  /** Schema properties that two patches define differently */
  readonly conflicts: { readonly path: string; readonly loser: Owner }[]
}

/** What outlives a change of provider: everything else belongs to the old one. */
const carriedOver: Readonly<Record<string, readonly string[]>> = {
  llm: ['prompt', 'messages', 'tools'],
  stt: ['language'],
  tts: ['language'],
}

/**
 * Merges a patch into a block, field by field: the last one wins, with these exceptions. A new provider starts the block
 * anew; an `llm` prompt replaces all system messages; messages and tools are appended; schema properties merge one by
 * one; keyterms are united.
 *
 * @param name Path of the block
 * @param block The block so far; changed in place
 */
export function mergeBlock(
  name: string,
  block: Fields,
  patch: Fields,
  owner: Owner,
  provenance: Provenance,
  maximumKeyterms = Number.POSITIVE_INFINITY,
): MergeReport {
  const report: MergeReport = { over: [], conflicts: [] }
  const merge: Merge = { owner, provenance, report }
  startAnew(name, block, patch, merge)
  for (const [key, value] of entriesOf(patch)) {
    const path = below(name, key)
    switch (path) {
      case 'llm.prompt':
        setPrompt(block, value as string, merge)
        break
      case 'llm.messages':
        appendMessages(block, value as Message[], merge)
        break
      case 'llm.tools':
        appendTools(block, value as Tool[], merge)
        break
      case 'stt.keyterms':
        unite(block, key, value as string[], path, merge, maximumKeyterms)
        break
      case 'analysisPlan.structuredData':
        mergeAt(block, key, (data) => mergeStructuredData(data, value as Fields, path, merge))
        break
      default:
        mergeValue(path, block, key, value, merge)
    }
  }
  return report
}

/** Whose patch is being merged, and where it is written down. */
interface Merge {
  readonly owner: Owner
  readonly provenance: Provenance
  readonly report: MergeReport
}

function startAnew(name: string, block: Fields, patch: Fields, { owner, provenance }: Merge): void {
  const kept = carriedOver[name]
  if (kept === undefined || patch.provider === undefined || block.provider === undefined) return
  if (patch.provider === block.provider) return
  for (const key of Object.keys(block)) {
    if (kept.includes(key)) continue
    delete block[key]
    provenance.forget(`${name}.${key}`, owner)
  }
  // nothing is left of whoever began the block
  if (Object.keys(block).length === 0) provenance.forget(name)
}

/** Keys of `speech`, `native` and other nested settings merge; everything else is replaced. */
function mergeValue(path: string, parent: Fields, key: string, value: unknown, merge: Merge): void {
  if (!isRecord(value) || path.startsWith('metadata.')) {
    replace(path, parent, key, value, merge)
    return
  }
  const entries = entriesOf(value)
  if (entries.length === 0) {
    // an empty object of ours says nothing; one of the platform's may switch something on
    if (/native\.\w+\./.test(path) && !isRecord(parent[key])) replace(path, parent, key, {}, merge)
    return
  }
  if (!isRecord(parent[key])) discard(path, parent, key, merge)
  mergeAt(parent, key, (fields) => {
    for (const [inner, item] of entries) mergeValue(below(path, inner), fields, inner, item, merge)
  })
}

function replace(path: string, parent: Fields, key: string, value: unknown, merge: Merge): void {
  if (isObject(parent[key])) discard(path, parent, key, merge)
  parent[key] = value
  merge.provenance.own(path, merge.owner)
}

/** What stood at the path goes, and all below it. */
function discard(path: string, parent: Fields, key: string, { owner, provenance }: Merge): void {
  if (!Object.hasOwn(parent, key)) return
  delete parent[key]
  provenance.forget(path, owner)
}

function setPrompt(llm: Fields, prompt: string, { owner, provenance }: Merge): void {
  llm.prompt = prompt
  provenance.own('llm.prompt', owner)
  const messages = llm.messages as Message[] | undefined
  if (messages === undefined) return
  const kept = messages.flatMap((message, index) => {
    const path = `llm.messages[${index}]`
    if (message.role !== 'system') return [{ message, owner: provenance.ownerOf(path) }]
    provenance.forget(path, owner)
    return []
  })
  for (const index of messages.keys()) provenance.forget(`llm.messages[${index}]`)
  if (kept.length === 0) delete llm.messages
  else llm.messages = kept.map(({ message }) => message)
  kept.forEach((item, index) => {
    if (item.owner !== undefined) provenance.own(`llm.messages[${index}]`, item.owner)
  })
}

function appendMessages(llm: Fields, added: readonly Message[], { owner, provenance, report }: Merge): void {
  if (added.length === 0) return
  const messages = (llm.messages as Message[] | undefined) ?? []
  const room = Math.max(0, maximumMessages - messages.length)
  if (added.length > room) report.over.push('llm.messages')
  llm.messages = [...messages, ...added.slice(0, room)]
  added.slice(0, room).forEach((_, index) => {
    provenance.own(`llm.messages[${messages.length + index}]`, owner)
  })
}

function appendTools(llm: Fields, added: readonly Tool[], { owner, provenance, report }: Merge): void {
  if (added.length === 0) return
  const newest = new Map(added.map((tool) => [toolKey(tool), tool]))
  const kept = ((llm.tools as Tool[] | undefined) ?? []).filter((tool) => !newest.has(toolKey(tool)))
  const room = Math.max(0, maximumTools - kept.length)
  const taken = [...newest].slice(0, room)
  if (taken.length < newest.size) report.over.push('llm.tools')
  llm.tools = [...kept, ...taken.map(([, tool]) => tool)]
  for (const [key] of taken) provenance.own(below('llm.tools', key), owner)
}

/** What makes two tools the same one: a function's name, an MCP server, else the type. No name holds a colon. */
function toolKey(tool: Tool): string {
  if (tool.type === 'function') return tool.name
  if (tool.type === 'mcp') return `mcp:${tool.serverId}`
  if (tool.type !== 'native') return `type:${tool.type}`
  const { function: called, name = isRecord(called) ? called.name : undefined, type } = tool.tool
  return typeof name === 'string' ? name : `type:${kebab(String(type))}`
}

/** The platform's `end_call` or `endCall` as we write it. */
function kebab(type: string): string {
  return type.replace(/_|(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()
}

/** Adds what is not there yet; each item has an owner of its own. */
function unite(
  parent: Fields,
  key: string,
  added: readonly unknown[],
  path: string,
  merge: Merge,
  maximum = Number.POSITIVE_INFINITY,
): void {
  if (added.length === 0) return
  const { owner, provenance, report } = merge
  if (!Array.isArray(parent[key])) discard(path, parent, key, merge)
  const before = new Set((parent[key] as unknown[] | undefined) ?? [])
  const all = [...new Set([...before, ...added])]
  const taken = all.slice(0, maximum)
  if (taken.length < all.length) report.over.push(path)
  parent[key] = taken
  for (let index = before.size; index < taken.length; index += 1) provenance.own(`${path}[${index}]`, owner)
}

function mergeStructuredData(data: Fields, patch: Fields, path: string, merge: Merge): void {
  for (const [key, value] of entriesOf(patch)) {
    const at = below(path, key)
    if (key === 'schema') mergeAt(data, key, (schema) => mergeSchema(schema, value as Fields, at, merge))
    else replace(at, data, key, value, merge)
  }
}

function mergeSchema(schema: Fields, patch: Fields, path: string, merge: Merge): void {
  for (const [key, value] of entriesOf(patch)) {
    const at = below(path, key)
    if (key === 'properties' && isRecord(value)) {
      if (!isRecord(schema[key])) discard(at, schema, key, merge)
      if (entriesOf(value).length === 0 && !isRecord(schema[key])) replace(at, schema, key, {}, merge)
      mergeAt(schema, key, (properties) => mergeProperties(properties, value, at, merge))
    } else if (key === 'required' && Array.isArray(value)) unite(schema, key, value, at, merge)
    else replace(at, schema, key, value, merge)
  }
}

function mergeProperties(properties: Fields, patch: Fields, path: string, { owner, provenance, report }: Merge): void {
  for (const [name, definition] of entriesOf(patch)) {
    const at = below(path, name)
    const loser = provenance.ownerAt(at)
    if (loser?.run !== undefined && !isDeepStrictEqual(properties[name], definition)) {
      report.conflicts.push({ path: at, loser })
    }
    properties[name] = definition
    provenance.own(at, owner)
  }
}

/** Keys of free objects may be anything, but a path holds no phone number. */
function below(path: string, key: string): string {
  return `${path}.${maskNumbers(key)}`
}

/** What config holds was parsed from a file: a key `__proto__` would change the prototype of what it is written to. */
function entriesOf(fields: Fields): [string, unknown][] {
  return Object.entries(fields).filter(([key, value]) => value !== undefined && key !== '__proto__')
}

/** Merges into the object at a key. One that is new and stays empty says nothing. */
function mergeAt(parent: Fields, key: string, merge: (fields: Fields) => void): void {
  const isNew = !isRecord(parent[key])
  if (isNew) parent[key] = {}
  const fields = parent[key] as Fields
  merge(fields)
  if (isNew && Object.keys(fields).length === 0) delete parent[key]
}
