import { once } from 'node:events'
import { chmod } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type Router from '@koa/router'
import { describeError, type Logger } from '@preanswer/core'
import Koa from 'koa'
import { nothingHere } from '../server.ts'
import { openStateDir } from '../state-dir.ts'
import { newControlAddress } from './address.ts'

/** The control socket of a running host. */
export interface Control {
  /** Ends it at once, with what is being asked */
  close(): Promise<void>
}

/**
 * Listens for commands on this machine: HTTP over a Unix socket that only this user can open, or over a named pipe. Where
 * that cannot be, the host runs without it, and a warning says why.
 */
export async function serveControl(stateDir: string, router: Router, log: Logger): Promise<Control> {
  const app = new Koa()
  app.on('error', (error) => log.warn(describeError(error), 'a command could not be answered'))
  app.use(router.routes()).use(nothingHere)
  // whoever can write to it is trusted, and a reload takes as long as it takes
  const server = createServer({ requestTimeout: 0 }, app.callback())
  try {
    await listen(server, stateDir)
  } catch (error) {
    log.warn(
      { stateDir, reason: (error as NodeJS.ErrnoException).code ?? (error as Error).message },
      'there is no control socket: reload with SIGHUP, or name another folder in stateDir',
    )
    return { close: async () => {} }
  }
  server.on('error', (error) => log.error(describeError(error), 'a connection could not be accepted'))
  return {
    async close() {
      const closed = once(server, 'close')
      // its file goes with it
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function listen(server: Server, stateDir: string): Promise<void> {
  const address = newControlAddress(stateDir)
  await openStateDir(stateDir)
  server.listen(address)
  await once(server, 'listening')
  if (process.platform !== 'win32') await chmod(address, 0o600)
}
