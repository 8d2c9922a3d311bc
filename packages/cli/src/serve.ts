import { claimError, describeError, type Host } from '@preanswer/core'
import type { Logger } from 'pino'
import { type LoadedConfig, loadConfig } from './config/load.ts'
import { createControlRouter } from './control/router.ts'
import { serveControl } from './control/serve.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { logFindings } from './findings.ts'
import { openHost } from './host.ts'
import { createLog, type LogForm } from './log.ts'
import { openOverrides } from './overrides/open.ts'
import { portFailure } from './port-failure.ts'
import { createReloader, type Reloader, type ReloadListener } from './reload.ts'
import { logReloads } from './reload-log.ts'
import { type RunningServer, startServer } from './server.ts'
import { createWatch, type Watch } from './watch.ts'

export interface ServeOptions {
  /** What `--config` says */
  readonly config?: string
  readonly host?: string
  readonly port?: number
  /** Refuse to start where the config of a line is wrong */
  readonly strict?: boolean
}

/** A host that is served. */
export interface Serving {
  readonly host: Host
  readonly loaded: LoadedConfig
  readonly reloader: Reloader
  /** Where webhooks go: `http://127.0.0.1:3000/webhook` */
  readonly url: string
  readonly log: Logger
}

/** In what the ways to serve a host differ. */
export interface Manner {
  readonly logForm?: LogForm
  /** What becomes of a config before it is used, at the start and at each reload */
  adapt?(loaded: LoadedConfig): LoadedConfig
  /** Told what came of each reload; the log is where absent */
  readonly listener?: ReloadListener
  /**
   * Begins what goes on beside the host, once it is served and the log says where.
   *
   * @returns Ends it, where there is something to end
   */
  begin(serving: Serving): Promise<undefined | (() => Promise<void>)>
}

/** Serves a host until SIGTERM or SIGINT, then drains it. A second signal ends the process at once. */
export async function serve(
  { config, host: address, port, strict = false }: ServeOptions,
  manner: Manner,
): Promise<ExitCode> {
  const { log, release } = await createLog(process.stdout, 'info', manner.logForm)
  process.once('exit', () => release())
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    process.on(event, (error: unknown) => {
      if (claimError(error)) return
      log.fatal(describeError(error), 'an error was not caught; the process ends')
      process.exit(exitCodes.failed)
    })
  }

  const { adapt = (loaded) => loaded, listener = logReloads(log) } = manner
  const request = { from: process.cwd(), named: config, environment: process.env, server: { host: address, port } }
  const loaded = adapt(await loadConfig(request))
  const watch = await createWatch(loaded, log)
  const overrides = await openOverrides(loaded.stateDir, log)
  const hostOptions = { ...watch.listeners, overrides, strict, claimErrors: true, blame: 'full' } as const
  const { host, findings } = await openHost(loaded, log, hostOptions)
  const unfollow = overrides.follow()
  const stop = nextSignal()
  const { server, metricsUrl } = await listen(host, watch, log).catch(async (error) => {
    await Promise.all([host.close(), watch.close()])
    throw error
  })
  const reloader = createReloader({ request, loaded, host, findings, log, listener, adapt, use: watch.use })
  const control = await serveControl(loaded.stateDir, createControlRouter(reloader, overrides), log)
  const { inspector } = loaded.command
  const url = `${server.origin}${host.config.server.path}`
  release(() => {
    log.info({ config: loaded.file }, `listening on ${url}`)
    if (metricsUrl !== undefined) log.info({}, `metrics at ${metricsUrl}`)
    if (inspector !== undefined) log.info({}, `inspector at ${server.origin}${inspector.path}/`)
    logFindings(findings, log)
  })
  const end = await manner.begin({ host, loaded, reloader, url, log })

  const signal = await stop
  log.info({ signal, inFlight: host.health().inFlight }, 'draining')
  void nextSignal().then(() => process.exit(exitCodes.failed))
  watch.drain()
  await Promise.all([server.drain(), control.close(), end?.()])
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
