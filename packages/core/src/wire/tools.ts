import type { Tool } from '../draft.ts'
import { isRecord } from '../plain.ts'
import { present } from './fields.ts'
import { type Names, rename, unrename } from './names.ts'

/** How a dialect writes tools. */
export interface ToolSpelling {
  /** Keys of the flat form of a function; absent where only the nested form is known */
  readonly function?: Names
  readonly transfer: Names
  readonly mcp: Names
  readonly endCallType: string
  readonly transferCallType: string
}

type FunctionTool = Extract<Tool, { type: 'function' }>

export function encodeTool(tool: Tool, spelling: ToolSpelling): Record<string, unknown> {
  switch (tool.type) {
    case 'function':
      // only the nested form has a place for a secret
      return spelling.function === undefined || tool.secret !== undefined
        ? encodeNested(tool)
        : rename(tool, spelling.function)
    case 'end-call':
      return { type: spelling.endCallType }
    case 'transfer-call':
      return { type: spelling.transferCallType, ...rename(tool, spelling.transfer) }
    case 'mcp':
      return { type: 'mcp', ...rename(tool, spelling.mcp) }
    case 'native':
      return tool.tool
  }
}

/** Reads a tool; one with anything that we have no words for is kept as it is. */
export function decodeTool(value: unknown, spelling: ToolSpelling): Tool {
  const wire = isRecord(value) ? value : {}
  return decodeKnown(wire, spelling) ?? { type: 'native', tool: wire }
}

function decodeKnown(wire: Record<string, unknown>, spelling: ToolSpelling): Tool | undefined {
  switch (wire.type) {
    case 'endCall':
    case 'end_call':
      return decodeFlat(wire, {}, 'end-call')
    case 'transferCall':
    case 'transfer_call':
      return decodeFlat(wire, spelling.transfer, 'transfer-call')
    case 'mcp':
      return decodeFlat(wire, spelling.mcp, 'mcp')
    case undefined:
      return decodeFlat(wire, spelling.function ?? {}, 'function')
    case 'function':
      return isRecord(wire.function) ? decodeNested(wire) : decodeFlat(wire, spelling.function ?? {}, 'function')
    default:
      return undefined
  }
}

function decodeFlat(wire: Record<string, unknown>, names: Names, type: string): Tool | undefined {
  const { fields, rest } = unrename(wire, names)
  delete rest.type
  return Object.keys(rest).length === 0 ? ({ type, ...fields } as Tool) : undefined
}

function encodeNested({
  name,
  description,
  parameters,
  url,
  secret,
  async: isAsync,
}: FunctionTool): Record<string, unknown> {
  return present({
    type: 'function',
    function: present({ name, description, parameters }),
    server: url === undefined && secret === undefined ? undefined : present({ url, secret }),
    async: isAsync,
  })
}

function decodeNested({
  type,
  function: called,
  server,
  async: isAsync,
  ...rest
}: Record<string, unknown>): Tool | undefined {
  const { name, description, parameters, ...unknownFunction } = called as Record<string, unknown>
  const { url, secret, ...unknownServer } = isRecord(server) ? server : {}
  const unknown = [rest, unknownFunction, unknownServer].flatMap((fields) => Object.keys(fields))
  if (unknown.length > 0) return undefined
  return present({ type, name, description, parameters, url, secret, async: isAsync }) as unknown as Tool
}
