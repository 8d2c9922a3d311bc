import { type Tool, tool as toolSchema } from '../draft.ts'
import { isRecord } from '../plain.ts'
import type { Dropped } from '../trace.ts'
import { present } from './fields.ts'
import { type Names, rename, sameNames, unrename } from './names.ts'

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
type Fields = Record<string, unknown>

/** Writes the tools of a model; what of them has no place goes to `dropped`. */
export function encodeTools(
  tools: readonly unknown[] | undefined,
  spelling: ToolSpelling,
  dropped: Dropped[],
): Fields[] | undefined {
  return tools?.map((tool, index) => encodeTool(tool as Tool, spelling, `llm.tools[${index}]`, dropped))
}

/** Reads the tools of a model. One with anything that we have no words for is kept as it is. */
export function decodeTools(value: unknown, spelling: ToolSpelling): unknown {
  return Array.isArray(value)
    ? value.map((tool: unknown) => (isRecord(tool) ? decodeTool(tool, spelling) : tool))
    : value
}

function encodeTool(tool: Tool, spelling: ToolSpelling, path: string, dropped: Dropped[]): Fields {
  switch (tool.type) {
    case 'function':
      // only the nested form has a place for a secret
      return spelling.function === undefined || tool.secret !== undefined
        ? encodeNested(tool, path, dropped)
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

function decodeTool(wire: Fields, spelling: ToolSpelling): Tool {
  const known = decodeKnown(wire, spelling)
  return toolSchema.safeParse(known).success ? (known as Tool) : { type: 'native', tool: wire }
}

function decodeKnown(wire: Fields, spelling: ToolSpelling): Fields | undefined {
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
      return decodeNested(wire)
    default:
      return undefined
  }
}

function decodeFlat(wire: Fields, names: Names, type: string): Fields | undefined {
  const { fields, rest } = unrename(wire, names)
  delete rest.type
  return Object.keys(rest).length === 0 ? { type, ...fields } : undefined
}

function encodeNested(tool: FunctionTool, path: string, dropped: Dropped[]): Fields {
  const { name, description, parameters, url, secret, async: isAsync, message } = tool
  if (message !== undefined) dropped.push({ path: `${path}.message`, reason: 'not-in-dialect' })
  return present({
    type: 'function',
    function: present({ name, description, parameters }),
    server: url === undefined && secret === undefined ? undefined : present({ url, secret }),
    async: isAsync,
  })
}

const nestedNames = {
  function: sameNames('name', 'description', 'parameters'),
  server: sameNames('url', 'secret'),
  outside: sameNames('async'),
}

function decodeNested({ type, function: called, server = {}, ...outside }: Fields): Fields | undefined {
  if (!isRecord(called) || !isRecord(server)) return undefined
  const parts = [
    unrename(called, nestedNames.function),
    unrename(server, nestedNames.server),
    unrename(outside, nestedNames.outside),
  ]
  if (parts.some(({ rest }) => Object.keys(rest).length > 0)) return undefined
  return Object.assign({ type }, ...parts.map(({ fields }) => fields))
}
