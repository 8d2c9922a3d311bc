import type { Host, Listeners, Logger } from '@preanswer/core'
import type { Middleware } from 'koa'
import type { LoadedConfig } from './config/load.ts'
import { inspected } from './inspect.ts'
import type { RunningMetricsServer } from './metrics/serve.ts'
import { portFailure } from './port-failure.ts'
import { createPseudonyms } from './pseudonym.ts'

/** What watches a running host because its config asks for it: metrics, alerts, records, the inspector, pseudonyms in the log. */
export interface Watch {
  /** For the host, before it is there */
  readonly listeners: Listeners
  /** Shows the inspector, and the metrics where config has them at the port of the webhooks */
  readonly middleware: readonly Middleware[]
  /**
   * Reads the host's counts from now on, and serves metrics on their own port, where config gives them one.
   *
   * @returns Where they are; `undefined` where there are none, or none of their own port
   * @throws {Failure} exit 1, when the port cannot be listened on
   */
  begin(host: Host): Promise<string | undefined>
  /** Takes another config for the one in use, once the host has gone over to it: what is hidden from people may be new */
  use(loaded: LoadedConfig): void
  /** Lets those go who look at the inspector, so that the server can drain */
  drain(): void
  /** Ends it all, once the host is closed */
  close(): Promise<void>
}

/**
 * Makes what the config asks for, and loads nothing else.
 *
 * @throws {Failure} exit 78, when `PREANSWER_RECORD_KEY` holds no key
 */
export async function createWatch(loaded: LoadedConfig, log: Logger): Promise<Watch> {
  const { metrics, alerts, record, inspector, log: logging } = loaded.command
  const { callers, key } = logging
  const shown = metrics && (await import('./metrics/metrics.ts')).createMetrics(metrics)
  const raised = alerts && (await import('./alerts/alerts.ts')).createAlerts(alerts, log)
  const inspecting = inspector && (await import('@preanswer/inspector')).createInspector({ ...inspector, log })
  const serving = metrics && (await import('./metrics/serve.ts'))
  const recorder = record && (await import('./record/start.ts')).recorderOf(record, loaded.stateDir, log)
  let inUse = loaded
  let server: RunningMetricsServer | undefined
  return {
    listeners: {
      ...tellAll([shown, raised, recorder, inspecting?.listeners].filter((listener) => listener !== undefined)),
      ...(callers === 'pseudonym' ? { pseudonymOf: createPseudonyms(key) } : {}),
    },
    middleware: [
      ...(inspecting === undefined ? [] : [inspecting.middleware]),
      ...(shown && serving && metrics.port === 'server' ? [serving.metricsAt(metrics.path, shown)] : []),
    ],
    async begin(host) {
      shown?.watch(host)
      raised?.watch(host)
      inspecting?.watch(inspected(host, (text) => inUse.withoutSecrets(text)))
      await recorder?.begin()
      if (shown === undefined || serving === undefined || typeof metrics?.port !== 'number') return undefined
      const { host: address = '127.0.0.1', port, path } = metrics
      server = await serving.startMetricsServer(shown, { log, address, port, path }).catch((error) => {
        throw portFailure(error, { address, port, names: { address: 'metrics.host', port: 'metrics.port' } })
      })
      return server.url
    },
    use(next) {
      inUse = next
    },
    drain() {
      inspecting?.close()
    },
    async close() {
      await raised?.close()
      await recorder?.close()
      await server?.close()
    },
  }
}

/** Nobody is told where nobody listens. */
function tellAll(listeners: readonly Pick<Listeners, 'onExchange' | 'onRefusal'>[]): Listeners {
  if (listeners.length === 0) return {}
  return {
    onExchange(exchange) {
      for (const listener of listeners) listener.onExchange?.(exchange)
    },
    onRefusal(code, refused) {
      for (const listener of listeners) listener.onRefusal?.(code, refused)
    },
  }
}
