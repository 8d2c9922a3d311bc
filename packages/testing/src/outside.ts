import { Socket } from 'node:net'

/** Whoever wants to know of connections that leave this machine. */
const guards = new Set<(host: string) => void>()
const connect = Socket.prototype.connect

/**
 * Refuses connections to other machines, whatever makes them: `fetch`, `node:http`, a driver of a database.
 *
 * @param onAttempt Is told the host of each
 * @returns A function that lets them out again
 */
export function refuseOutside(onAttempt: (host: string) => void): () => void {
  guards.add(onAttempt)
  Socket.prototype.connect = guarded as typeof connect
  return () => {
    guards.delete(onAttempt)
    if (guards.size === 0) Socket.prototype.connect = connect
  }
}

/** Where nobody listens: a connection is refused there as by any machine. */
const closedPort = { host: '127.0.0.1', port: 1 }

function guarded(this: Socket, ...given: Parameters<typeof connect>): Socket {
  const host = hostOf(given)
  if (host === undefined || isLoopback(host)) return connect.apply(this, given)
  for (const tell of guards) tell(host)
  return Reflect.apply(connect, this, [closedPort])
}

/** `undefined` where Node takes this machine, as for a socket in the file system. */
function hostOf(given: readonly unknown[]): string | undefined {
  // `net.connect` hands on its arguments in a list
  const [first, second] = Array.isArray(given[0]) ? given[0] : given
  const host: unknown = typeof first === 'object' && first !== null ? (first as { host?: unknown }).host : second
  return typeof host === 'string' ? host : undefined
}

function isLoopback(host: string): boolean {
  return host === '' || /^(?:localhost|127\.[\d.]+|\[?::1\]?)$/i.test(host)
}
