import { isDeepStrictEqual } from 'node:util'
import type { Message, Tool } from './draft.ts'
import { isRecord } from './plain.ts'
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
  if (isNewProvider(block, patch)) startAnew(name, block, owner, provenance)
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue
    const path = `${name}.${key}`
    switch (path) {
      case 'llm.prompt':
        setPrompt(block, value as string, owner, provenance)
        break
      case 'llm.messages':
        appendMessages(block, value as Message[], owner, provenance)
        break
      case 'llm.tools':
        appendTools(block, value as Tool[], owner, provenance)
        break
      case 'stt.keyterms':
        uniteKeyterms(block, value as string[], owner, provenance, maximumKeyterms, report)
        break
      case 'analysisPlan.structuredData':
        mergeStructuredData(fieldsAt(block, key), value as Fields, owner, provenance, report)
        break
      default:
        mergeValue(path, block, key, value, owner, provenance)
    }
  }
  return report
}

function isNewProvider(block: Fields, patch: Fields): boolean {
  return patch.provider !== undefined && block.provider !== undefined && patch.provider !== block.provider
}

function startAnew(name: string, block: Fields, owner: Owner, provenance: Provenance): void {
  for (const key of Object.keys(block)) {
    if (carriedOver[name]?.includes(key)) continue
    delete block[key]
    provenance.forget(`${name}.${key}`, owner)
  }
}

/** Keys of `speech`, `native` and other nested settings merge; everything else is replaced. */
function mergeValue(
  path: string,
  parent: Fields,
  key: string,
  value: unknown,
  owner: Owner,
  provenance: Provenance,
): void {
  if (isRecord(value) && !path.startsWith('metadata.')) {
    const fields = fieldsAt(parent, key)
    for (const [inner, item] of Object.entries(value)) {
      if (item !== undefined) mergeValue(`${path}.${inner}`, fields, inner, item, owner, provenance)
    }
    return
  }
  parent[key] = value
  provenance.own(path, owner)
}

function setPrompt(llm: Fields, prompt: string, owner: Owner, provenance: Provenance): void {
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
  llm.messages = kept.map(({ message }) => message)
  kept.forEach((item, index) => {
    if (item.owner !== undefined) provenance.own(`llm.messages[${index}]`, item.owner)
  })
}

function appendMessages(llm: Fields, added: readonly Message[], owner: Owner, provenance: Provenance): void {
  const messages = (llm.messages as Message[] | undefined) ?? []
  llm.messages = [...messages, ...added]
  added.forEach((_, index) => {
    provenance.own(`llm.messages[${messages.length + index}]`, owner)
  })
}

function appendTools(llm: Fields, added: readonly Tool[], owner: Owner, provenance: Provenance): void {
  const tools = new Map(((llm.tools as Tool[] | undefined) ?? []).map((tool) => [toolKey(tool), tool]))
  for (const tool of added) {
    const key = toolKey(tool)
    // set again, so that the newest stands last
    tools.delete(key)
    tools.set(key, tool)
    provenance.own(`llm.tools.${key}`, owner)
  }
  llm.tools = [...tools.values()]
}

/** What makes two tools the same one: a function's name, an MCP server, else the type. */
function toolKey(tool: Tool): string {
  if (tool.type === 'function') return tool.name
  if (tool.type === 'mcp') return `mcp:${tool.serverId}`
  if (tool.type === 'native') return `native:${String(tool.tool.name ?? tool.tool.type ?? '')}`
  return tool.type
}

function uniteKeyterms(
  stt: Fields,
  added: readonly string[],
  owner: Owner,
  provenance: Provenance,
  maximum: number,
  report: MergeReport,
): void {
  const terms = [...new Set([...((stt.keyterms as string[] | undefined) ?? []), ...added])]
  stt.keyterms = terms.slice(0, maximum)
  if (terms.length > maximum) report.over.push('stt.keyterms')
  provenance.own('stt.keyterms', owner)
}

function mergeStructuredData(
  data: Fields,
  patch: Fields,
  owner: Owner,
  provenance: Provenance,
  report: MergeReport,
): void {
  const path = 'analysisPlan.structuredData'
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue
    if (key === 'schema') mergeSchema(fieldsAt(data, key), value as Fields, owner, provenance, report)
    else {
      data[key] = value
      provenance.own(`${path}.${key}`, owner)
    }
  }
}

function mergeSchema(schema: Fields, patch: Fields, owner: Owner, provenance: Provenance, report: MergeReport): void {
  const path = 'analysisPlan.structuredData.schema'
  for (const [key, value] of Object.entries(patch)) {
    if (key === 'properties' && isRecord(value)) {
      mergeProperties(fieldsAt(schema, key), value, owner, provenance, report)
    } else if (key === 'required' && Array.isArray(value) && Array.isArray(schema.required)) {
      schema.required = [...new Set([...schema.required, ...value])]
      provenance.own(`${path}.required`, owner)
    } else {
      schema[key] = value
      provenance.own(`${path}.${key}`, owner)
    }
  }
}

function mergeProperties(
  properties: Fields,
  patch: Fields,
  owner: Owner,
  provenance: Provenance,
  report: MergeReport,
): void {
  for (const [name, definition] of Object.entries(patch)) {
    const path = `analysisPlan.structuredData.schema.properties.${name}`
    const other = provenance.ownerOf(path)
    if (
      Object.hasOwn(properties, name) &&
      other?.run !== undefined &&
      !isDeepStrictEqual(properties[name], definition)
    ) {
      report.conflicts.push({ path, loser: other })
    }
    properties[name] = definition
    provenance.own(path, owner)
  }
}

function fieldsAt(parent: Fields, key: string): Fields {
  if (!isRecord(parent[key])) parent[key] = {}
  return parent[key] as Fields
}
