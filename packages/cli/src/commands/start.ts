import { claimError, describeError, formatPath, type Host, type Logger } from '@preanswer/core'
import { loadConfig } from '../config/load.ts'
import { withoutNumber } from '../config/report.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { openHost } from '../host.ts'
import { createLog } from '../log.ts'
import { openOverrides } from '../overrides/open.ts'
import { portFailure } from '../port-failure.ts'
import { type RunningServer, startServer } from '../server.ts'
import { createWatch, type Watch } from '../watch.ts'

/** How findings are logged. */
const levels = { error: 'error', warning: 'warn', note: 'info' } as const

export interface StartOptions {
  readonly config?: string
  readonly host?: string
  readonly port?: number
}

/** Runs a host until SIGTERM or SIGINT, then drains it. A second signal ends the process at once. */
export async function start({ config, host: address, port }: StartOptions): Promise<ExitCode> {
  const { log, release } = await createLog(process.stdout)
  process.once('exit', () => release())
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    process.on(event, (error: unknown) => {
      if (claimError(error)) return
      log.fatal(describeError(error), 'an error was not caught; the process ends')
      process.exit(exitCodes.failed)
    })
  }

  const request = { from: process.cwd(), named: config, environment: process.env, server: { host: address, port } }
  const loaded = await loadConfig(request)
  const watch = await createWatch(loaded.command, log)
  const overrides = await openOverrides(loaded.file, log)
  const hostOptions = { ...watch.listeners, overrides, claimErrors: true, blame: 'full' } as const
  const { host, findings } = await openHost(loaded, log, hostOptions)
  const unfollow = overrides.follow()
  const stop = nextSignal()
  const { server, metricsUrl } = await listen(host, watch, log).catch(async (error) => {
    await Promise.all([host.close(), watch.close()])
    throw error
  })
  release(() => {
    log.info({ config: loaded.file }, `listening on ${server.origin}${host.config.server.path}`)
    if (metricsUrl !== undefined) log.info({}, `metrics at ${metricsUrl}`)
    for (const { severity, code, path = [], message, hint } of findings) {
      log[levels[severity]]({ code, place: formatPath(path.map(withoutNumber)), hint }, message)
    }
  })

  const signal = await stop
  log.info({ signal, inFlight: host.health().inFlight }, 'draining')
  void nextSignal().then(() => process.exit(exitCodes.failed))
  await server.drain()
  await host.close()
  unfollow()
  await watch.close()
  log.info({ answered: host.health().answered }, 'closed')
  return exitCodes.ok
}

/** The metrics first: once webhooks arrive, nothing may fail any more. */
async function listen(host: Host, watch: Watch, log: Logger): Promise<{ server: RunningServer; metricsUrl?: string }> {
  const { host: address, port } = host.config.server
  const { middleware, listeners } = watch
  const metricsUrl = await watch.begin(host)
  const server = await startServer(host, { log, address, port, middleware, onRefusal: listeners.onRefusal }).catch(
    (error) => {
      throw portFailure(error, {
        address,
        port,
        names: { address: '--host or server.host', port: '--port or PORT' },
      })
    },
  )
  return { server, ...(metricsUrl === undefined ? {} : { metricsUrl }) }
}

function nextSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve)
  })
}
