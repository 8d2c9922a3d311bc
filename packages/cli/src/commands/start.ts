import type { Host, Logger } from '@preanswer/core'
import { type ExitCode, exitCodes, Failure } from '../exit-codes.ts'
import { openHost } from '../host.ts'
import { createLog, errorFields } from '../log.ts'
import { type RunningServer, startServer } from '../server.ts'

export interface StartOptions {
  readonly config?: string
  readonly host?: string
  readonly port?: number
}

/** Runs a host until SIGTERM or SIGINT, then drains it. A second signal ends the process at once. */
export async function start({ config, host: address, port }: StartOptions): Promise<ExitCode> {
  const { log, release } = await createLog(process.stdout)
  process.once('exit', () => release())
  process.on('uncaughtException', (error) => {
    log.fatal(errorFields(error), 'an error was not caught; the process ends')
    process.exit(exitCodes.failed)
  })

  const request = { from: process.cwd(), named: config, environment: process.env, server: { host: address, port } }
  const { host, file, findings } = await openHost(request, log)
  const stop = nextSignal()
  const server = await listen(host, log)
  release(() => {
    log.info({ config: file }, `listening on ${server.origin}${host.config.server.path}`)
    for (const { severity, code, message, hint } of findings) {
      log[severity === 'error' ? 'error' : 'warn']({ code, hint }, message)
    }
  })

  const signal = await stop
  log.info({ signal, inFlight: host.health().inFlight }, 'draining')
  void nextSignal().then(() => process.exit(exitCodes.failed))
  await server.drain()
  await host.close()
  log.info({ answered: host.health().answered }, 'closed')
  return exitCodes.ok
}

async function listen(host: Host, log: Logger): Promise<RunningServer> {
  const { host: address, port } = host.config.server
  return startServer(host, { log, address, port }).catch(async (error: NodeJS.ErrnoException) => {
    await host.close()
    const causes: Record<string, string> = {
      EADDRINUSE: 'is in use. Stop what listens there, or choose another with --port or PORT.',
      EACCES: 'is not open to this user. Choose one from 1024 on with --port or PORT.',
      EADDRNOTAVAIL: 'cannot be used: this machine does not have the address. Mend --host or server.host.',
      ENOTFOUND: 'cannot be used: the name of the host is not known. Mend --host or server.host.',
    }
    const cause = causes[error.code ?? ''] ?? `cannot be used (${error.code ?? error.name}).`
    throw new Failure(exitCodes.failed, `Port ${port} on ${address} ${cause}`)
  })
}

function nextSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve)
  })
}
