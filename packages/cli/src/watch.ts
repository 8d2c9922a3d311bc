import type { Host, Listeners, Logger } from '@preanswer/core'
import type { Middleware } from 'koa'
import type { Alerts } from './alerts/alerts.ts'
import type { CommandConfig } from './config/command.ts'
import type { Metrics } from './metrics/metrics.ts'
import type { RunningMetricsServer } from './metrics/serve.ts'
import { portFailure } from './port-failure.ts'
import { createPseudonyms } from './pseudonym.ts'

/** What watches a running host because its config asks for it: metrics, alerts, pseudonyms in the log. */
export interface Watch {
  /** For the host, before it is there */
  readonly listeners: Listeners
  /** Shows the metrics at the port of the webhooks, where config has them there */
  readonly middleware: readonly Middleware[]
  /**
   * Reads the host's counts from now on, and serves metrics on their own port, where config gives them one.
   *
   * @returns Where they are; `undefined` where there are none, or none of their own port
   * @throws {Failure} exit 1, when the port cannot be listened on
   */
  begin(host: Host): Promise<string | undefined>
  /** Ends it all, once the host is closed */
  close(): Promise<void>
}

/** Makes what the config asks for, and loads nothing else. */
export async function createWatch(
  { metrics, alerts, log: { callers, key } }: CommandConfig,
  log: Logger,
): Promise<Watch> {
  const shown = metrics && (await import('./metrics/metrics.ts')).createMetrics(metrics)
  const raised = alerts && (await import('./alerts/alerts.ts')).createAlerts(alerts, log)
  const serving = metrics && (await import('./metrics/serve.ts'))
  let server: RunningMetricsServer | undefined
  return {
    listeners: {
      ...tellAll([shown, raised].filter((listener) => listener !== undefined)),
      ...(callers === 'pseudonym' ? { pseudonymOf: createPseudonyms(key) } : {}),
    },
    middleware: shown && serving && metrics.port === 'server' ? [serving.metricsAt(metrics.path, shown)] : [],
    async begin(host) {
      shown?.watch(host)
      raised?.watch(host)
      if (shown === undefined || serving === undefined || typeof metrics?.port !== 'number') return undefined
      const { host: address = '127.0.0.1', port, path } = metrics
      server = await serving.startMetricsServer(shown, { log, address, port, path }).catch((error) => {
        throw portFailure(error, { address, port, names: { address: 'metrics.host', port: 'metrics.port' } })
      })
      return server.url
    },
    async close() {
      await raised?.close()
      await server?.close()
    },
  }
}

/** Nobody is told where nobody listens. */
function tellAll(listeners: readonly (Metrics | Alerts)[]): Listeners {
  if (listeners.length === 0) return {}
  return {
    onExchange(exchange) {
      for (const listener of listeners) listener.onExchange(exchange)
    },
    onRefusal(code, refused) {
      for (const listener of listeners) listener.onRefusal(code, refused)
    },
  }
}
