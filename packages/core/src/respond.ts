import type { Exchange, Outcomes } from './exchange.ts'
import type { CompiledLine, MadeResponse } from './line.ts'
import { describeError, type Logger } from './log.ts'
import { deepFreeze } from './plain.ts'
import type { Dialect } from './wire/dialect.ts'

/** Makes the body of the response out of what the lifecycle came to. Never throws: there is always a valid body. */
export function encodeResponse(exchange: Exchange, dialect: Dialect, line: CompiledLine, log: Logger): string {
  const { rejection } = exchange
  if (rejection !== undefined) {
    exchange.end({ kind: 'rejection', owners: [['rejection', rejection.owner]], dropped: [] })
    return JSON.stringify(dialect.encodeRejection(rejection.text))
  }
  try {
    const { composed, body, ...outcomes } = madeBefore(exchange, dialect, line)
    exchange.adopt(composed)
    if (body === '{}' && needsAssistant(dialect, line)) {
      log.error(
        { exchange: exchange.id, line: line.line.name, dialect: dialect.name },
        'no fallback: the platform has no assistant here, and neither have we',
      )
    }
    exchange.end(outcomes)
    return body
  } catch (error) {
    log.error({ exchange: exchange.id, ...describeError(error) }, 'the response could not be encoded')
    return encodeLastResort(exchange, dialect, line)
  }
}

/** Most calls of a line get one of a few responses, and the same layers make the same bytes. */
function madeBefore(exchange: Exchange, dialect: Dialect, line: CompiledLine): MadeResponse {
  const layersKey = exchange.layersKey()
  if (layersKey === undefined) return makeResponse(exchange, dialect, line)
  const key = `${line.line.name} ${dialect.name} ${layersKey}`
  const known = line.responses.get(key)
  if (known !== undefined) return known
  const made = makeResponse(exchange, dialect, line)
  // many exchanges show the one draft from now on
  deepFreeze(made.composed.draft)
  line.responses.set(key, made)
  return made
}

function makeResponse(exchange: Exchange, dialect: Dialect, line: CompiledLine): MadeResponse {
  const composed = exchange.compose()
  const encoded = dialect.encode(composed.draft)
  const body = JSON.stringify(encoded.body)
  const dropped = [...composed.dropped, ...encoded.dropped]
  return { composed, body, kind: kindOf(exchange, body, dialect, line), owners: composed.provenance.paths(), dropped }
}

/** Without the plugins' work, which is what could not be encoded. */
function encodeLastResort(exchange: Exchange, dialect: Dialect, line: CompiledLine): string {
  const { fallback, assistant } = line.config
  const isNeeded = needsAssistant(dialect, line)
  exchange.end({ kind: isNeeded ? 'fallback' : 'default', owners: [], dropped: [] })
  const { assistantId: _, firstMessage, ...base } = (isNeeded ? (fallback ?? assistant) : undefined) ?? {}
  const greeting = typeof firstMessage === 'string' ? { firstMessage } : {}
  return JSON.stringify(dialect.encode({ ...base, ...greeting } as Parameters<Dialect['encode']>[0]).body)
}

function kindOf(exchange: Exchange, body: string, dialect: Dialect, line: CompiledLine): Outcomes['kind'] {
  if (body === '{}') return 'default'
  return !exchange.hasPatches && needsAssistant(dialect, line) ? 'fallback' : 'assistant'
}

function needsAssistant(dialect: Dialect, { config }: CompiledLine): boolean {
  return !dialect.hasSavedAssistants || !config.savedAssistant
}
