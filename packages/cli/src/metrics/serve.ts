import { once } from 'node:events'
import { createServer } from 'node:http'
import { describeError, type Logger } from '@preanswer/core'
import Koa, { type Middleware } from 'koa'
import { nothingHere, originOf } from '../server.ts'
import type { Metrics } from './metrics.ts'

/** Koa middleware that shows metrics at a path and passes everything else on. */
export function metricsAt(path: string, metrics: Pick<Metrics, 'text' | 'contentType'>): Middleware {
  return async function showMetrics(context, next) {
    if (context.path !== path || !['GET', 'HEAD'].includes(context.method)) return next()
    context.type = metrics.contentType
    context.set('Cache-Control', 'no-store')
    context.body = await metrics.text()
  }
}

export interface MetricsServerOptions {
  readonly log: Logger
  readonly address: string
  /** 0 lets the system choose */
  readonly port: number
  readonly path: string
}

export interface RunningMetricsServer {
  /** `http://127.0.0.1:9464/metrics` */
  readonly url: string
  /** Ends at once: whoever scrapes comes again */
  close(): Promise<void>
}

/**
 * Serves metrics on a port of their own.
 *
 * @throws the error of `listen`: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, `ENOTFOUND`
 */
export async function startMetricsServer(
  metrics: Pick<Metrics, 'text' | 'contentType'>,
  { log, address, port, path }: MetricsServerOptions,
): Promise<RunningMetricsServer> {
  const app = new Koa()
  app.on('error', (error) => log.warn(describeError(error), 'metrics could not be shown'))
  app.use(metricsAt(path, metrics)).use(nothingHere)
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 10_000 }, app.callback())
  server.listen(port, address)
  await once(server, 'listening')
  server.on('error', (error) => log.error(describeError(error), 'a connection could not be accepted'))
  return {
    url: originOf(server) + path,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
