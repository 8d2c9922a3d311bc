import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describeError, type Host, type Listeners, type Logger, PreanswerError, refusal } from '@preanswer/core'
import Koa, { type Context, type Middleware } from 'koa'
import { degradedParts } from './degraded.ts'
import { drainable } from './drain.ts'

export interface ServerOptions {
  readonly log: Logger
  /** Name or address to listen on */
  readonly address: string
  /** 0 lets the system choose */
  readonly port: number
  /** ms in which a request has to be here, with its body */
  readonly requestMs?: number
  /** ms for which a draining server leaves idle sockets open */
  readonly graceMs?: number
  /** ms after which a draining server cuts what is still open */
  readonly limitMs?: number
  /** Comes before the host's */
  readonly middleware?: readonly Middleware[]
  /** Told of each request that nothing is served for */
  readonly onRefusal?: Listeners['onRefusal']
}

export interface RunningServer {
  /** `http://127.0.0.1:3000` */
  readonly origin: string
  /** Stops listening, answers what was received, and closes all sockets. May be called twice */
  drain(): Promise<void>
}

/** What clients are told that an idle socket lives. Less than it does, so that they give it up before us. */
const advertisedIdleSeconds = 5

/**
 * Serves a host over HTTP, with `GET /healthz` and `GET /readyz` beside it.
 *
 * @throws the error of `listen`: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, `ENOTFOUND`
 */
export async function startServer(
  host: Pick<Host, 'middleware' | 'health'>,
  options: ServerOptions,
): Promise<RunningServer> {
  const { log, address, port, requestMs, graceMs = (advertisedIdleSeconds + 1) * 1_000, limitMs = 16_000 } = options
  let draining: Promise<void> | undefined

  const app = new Koa()
  app.on('error', (error: NodeJS.ErrnoException) => {
    // a caller that hung up is no trouble of ours
    const level = ['ECONNRESET', 'EPIPE'].includes(error.code ?? '') ? 'debug' : 'warn'
    log[level](describeError(error), 'a request could not be answered')
  })
  app.use(refuseTwoHosts)
  app.use(markConnection(() => draining !== undefined))
  app.use(health(host, () => draining === undefined))
  for (const middleware of options.middleware ?? []) app.use(middleware)
  app.use(host.middleware())
  app.use((context) => {
    options.onRefusal?.('PREANSWER_PATH_UNKNOWN', { headers: context.req.headers, body: '' })
    nothingHere(context)
  })
  const server = createServer(timeouts(requestMs), app.callback())
  const drain = drainable(server, { graceMs, limitMs })
  server.listen(port, address)
  await once(server, 'listening')
  // a failed accept, as when the process has no file descriptor left, costs that connection only
  server.on('error', (error) => log.error(describeError(error), 'a connection could not be accepted'))

  return {
    origin: originOf(server),
    drain() {
      draining ??= drain()
      return draining
    },
  }
}

/** @param requestMs A platform waits 5 s for its answer: whoever needs twice that to send a request is no platform */
function timeouts(requestMs = 10_000) {
  return {
    headersTimeout: requestMs,
    requestTimeout: requestMs,
    // longer than the idle time of common proxies (60 s), so that the proxy closes first and never meets a closed socket
    keepAliveTimeout: 75_000,
    // how often Node looks for requests over their time; its own 30 s would make 10 s mean up to 40
    connectionsCheckingInterval: requestMs / 10,
  }
}

/** Node answers what else is framed wrong by itself, with a bare 400, and of two hosts takes the first. */
async function refuseTwoHosts(context: Context, next: () => Promise<void>): Promise<void> {
  if ((context.req.headersDistinct.host?.length ?? 0) < 2) return next()
  context.set('Connection', 'close')
  context.status = 400
  context.body = ''
}

function markConnection(isDraining: () => boolean): Middleware {
  return async function markConnection(context, next) {
    await next()
    // asked after the answer is ready: a request that came before the drain is told as well
    if (isDraining()) context.set('Connection', 'close')
    else if (context.res.shouldKeepAlive && !context.res.hasHeader('Connection'))
      context.set('Keep-Alive', `timeout=${advertisedIdleSeconds}`)
  }
}

function health(host: Pick<Host, 'health'>, isReady: () => boolean): Middleware {
  return function health(context, next) {
    if (!['GET', 'HEAD'].includes(context.method)) return next()
    if (context.path === '/healthz') {
      context.body = { status: 'alive' }
      return
    }
    if (context.path !== '/readyz') return next()
    context.status = isReady() ? 200 : 503
    // it still answers every call: taking it out of service would lose them
    const health = host.health()
    const overrides = health.overrides.map(({ until, ...rest }) => ({ ...rest, until: new Date(until).toISOString() }))
    context.body = {
      status: isReady() ? 'ready' : 'draining',
      ...degradedParts(health),
      ...(overrides.length === 0 ? {} : { overrides }),
    }
  }
}

/** Koa middleware that comes last. */
export function nothingHere(context: Context): void {
  const { status, headers, body } = refusal(new PreanswerError('PREANSWER_PATH_UNKNOWN'))
  context.status = status
  context.set({ ...headers })
  context.body = body
}

/** `http://127.0.0.1:3000`, of a server that listens. */
export function originOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
