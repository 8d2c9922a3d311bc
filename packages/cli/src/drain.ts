import { once } from 'node:events'
import type { Server } from 'node:http'
import { type Socket, Server as SocketServer } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'

export interface DrainLimits {
  /** ms for which idle sockets are left open: longer than clients were told that they live */
  readonly graceMs: number
  /** ms after which whatever is still open is cut */
  readonly limitMs: number
}

/** ms for which connections are still taken, where they come without a pause. */
const takingMs = 250

/**
 * Prepares a server to be drained: the function that it returns stops listening, leaves what was received to be
 * answered, and resolves when no socket is left. Whoever answers has to send `Connection: close` meanwhile.
 *
 * @param server Before its first connection
 */
export function drainable(server: Server, { graceMs, limitMs }: DrainLimits): () => Promise<void> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })

  function closeIdle(): void {
    server.closeIdleConnections()
    // Node counts a socket on which nothing was sent yet as busy
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  }

  return async function drain() {
    await takeWaiting(server)
    const closed = once(server, 'close')
    // http's own close() cuts idle sockets at once, perhaps while a request is on its way on one
    SocketServer.prototype.close.call(server)
    const timers = [setTimeout(closeIdle, graceMs), setTimeout(() => server.closeAllConnections(), limitMs)]
    await closed
    for (const timer of timers) clearTimeout(timer)
  }
}

/**
 * Takes the connections that the kernel has accepted already: closing would reset them. A turn of the loop takes as
 * little as one, so it ends with two turns that bring none.
 */
async function takeWaiting(server: Server): Promise<void> {
  let quietTurns = 0
  const onConnection = () => {
    quietTurns = 0
  }
  server.on('connection', onConnection)
  for (const until = performance.now() + takingMs; quietTurns < 2 && performance.now() < until; quietTurns += 1) {
    await nextTurn()
  }
  server.off('connection', onConnection)
}
