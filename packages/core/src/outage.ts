import { isPreanswerError } from './errors.ts'

/** Codes of Node, its resolver and its `fetch` that say that something outside cannot be reached or is exhausted. */
const outageCodes = new Set(
  `ECONNREFUSED ECONNRESET ECONNABORTED EPIPE ETIMEDOUT EHOSTUNREACH EHOSTDOWN ENETUNREACH ENETDOWN ENETRESET
  ENOTFOUND EAI_AGAIN EAI_FAIL EAI_NODATA EAI_NONAME ENODATA ESERVFAIL ETIMEOUT
  EIO EAGAIN EBUSY EMFILE ENFILE ENOBUFS ENOMEM ENOSPC ESTALE
  UND_ERR_CONNECT_TIMEOUT UND_ERR_HEADERS_TIMEOUT UND_ERR_BODY_TIMEOUT UND_ERR_SOCKET ERR_SOCKET_CONNECTION_TIMEOUT`
    .trim()
    .split(/\s+/),
)

/** How far causes are followed. */
const maximumDepth = 8

/**
 * Tells an outage from a mistake in the config: of the error, its causes or the errors gathered in it, one is a system
 * error of the network or of an exhausted machine, an aborted or timed-out request, or has the `status` 408, 429 or 5xx.
 * A missing file (`ENOENT`) or a missing right (`EACCES`) is a mistake.
 *
 * @returns What it was, in a word that holds no value: `ECONNREFUSED`, `TimeoutError`, `status-503`; `undefined` when it
 * is no outage
 */
export function outageOf(error: unknown): string | undefined {
  try {
    return findOutage(error, 0)
  } catch {
    // a Proxy or a getter of a plugin's
    return undefined
  }
}

function findOutage(error: unknown, depth: number): string | undefined {
  // our own errors have a status too: the one that the platform gets
  if (!(error instanceof Error) || isPreanswerError(error) || depth > maximumDepth) return undefined
  const { code, name, status, statusCode } = error as Partial<
    Record<'code' | 'name' | 'status' | 'statusCode', unknown>
  >
  if (typeof code === 'string' && outageCodes.has(code)) return code
  if (name === 'AbortError' || name === 'TimeoutError') return name
  const outage = [status, statusCode].find(isOutageStatus)
  if (outage !== undefined) return `status-${outage}`
  const gathered: readonly unknown[] = error instanceof AggregateError ? error.errors : []
  for (const cause of [error.cause, ...gathered]) {
    const found = findOutage(cause, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

function isOutageStatus(status: unknown): boolean {
  return typeof status === 'number' && (status === 408 || status === 429 || (status >= 500 && status <= 599))
}
