import { PreanswerError } from './errors.ts'
import { isObject, isShallowerThan } from './plain.ts'

/** Largest body that is read. */
export const maximumBodyBytes = 256 * 1024

/** Deepest nesting that is walked. */
const maximumDepth = 64

/**
 * Checks what the headers say about a body, before any of it is read.
 *
 * @throws {PreanswerError} `PREANSWER_MEDIA_TYPE_UNSUPPORTED`, `PREANSWER_BODY_TOO_LARGE`
 */
export function checkHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): void {
  const type = headers['content-type']
  const isJson = typeof type === 'string' && /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(type.trim())
  const encoding = headers['content-encoding'] ?? 'identity'
  if (!isJson || String(encoding).toLowerCase() !== 'identity') {
    throw new PreanswerError('PREANSWER_MEDIA_TYPE_UNSUPPORTED')
  }
  if (Number(headers['content-length'] ?? 0) > maximumBodyBytes) throw new PreanswerError('PREANSWER_BODY_TOO_LARGE')
}

/**
 * Reads a body strictly: UTF-8 without a byte order mark, JSON, at most 64 levels deep, no key `__proto__`.
 *
 * @throws {PreanswerError} `PREANSWER_BODY_TOO_LARGE`, `PREANSWER_BODY_INVALID`; without a cause, as a parser's message
 * quotes the body
 */
export function parseBody(bytes: Uint8Array): unknown {
  if (bytes.byteLength > maximumBodyBytes) throw new PreanswerError('PREANSWER_BODY_TOO_LARGE')
  let body: unknown
  try {
    body = JSON.parse(strictUtf8.decode(bytes))
  } catch {
    throw new PreanswerError('PREANSWER_BODY_INVALID')
  }
  // the depth first: what looks for the key walks down
  if (!isShallowerThan(body, maximumDepth) || holdsProto(body)) throw new PreanswerError('PREANSWER_BODY_INVALID')
  return body
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** JSON makes it a key like any other; no platform sends it, and a careless copy downstream sets a prototype with it. */
function holdsProto(value: unknown): boolean {
  return isObject(value) && (Object.hasOwn(value, '__proto__') || Object.values(value).some(holdsProto))
}
