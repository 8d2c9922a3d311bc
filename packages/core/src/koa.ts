import Router from '@koa/router'
import type { Context, Middleware } from 'koa'
import bodyParser from 'koa-bodyparser'
import type { Facts } from './call.ts'
import type { CheckedConfig } from './config.ts'
import { PreanswerError } from './errors.ts'
import type { Logger } from './log.ts'
import { checkHeaders, maximumBodyBytes } from './receive.ts'
import type { Records } from './records.ts'
import type { Reply, Webhook } from './webhook.ts'

export interface MountOptions {
  /** What the app knows about the call already; has the budget of `identify`, and an error in it counts as nothing */
  readonly facts?: (context: Context) => Facts | undefined | Promise<Facts | undefined>
}

/** What the adapter needs of a host. */
interface Answerer {
  readonly config: CheckedConfig
  answer(webhook: Webhook): Promise<Reply>
}

/** Koa middleware that answers at the configured path and passes everything else on. */
export function createMiddleware(host: Answerer, records: Records, options: MountOptions): Middleware {
  const { path } = host.config.server
  const handler = createHandler(host, records, options)
  const router = new Router({ strict: true, sensitive: true })
  router.all(path, handler as never)
  router.all(`${path}/:token`, (context, next) =>
    usesPathToken(host.config) ? handler(context as never, next) : next(),
  )
  // the router's types are for its own context; what it needs of ours is all there
  return router.routes() as unknown as Middleware
}

/** Koa middleware that answers whatever reaches it. Never throws to its parent. */
export function createHandler(host: Answerer, records: Records, { facts }: MountOptions): Middleware {
  const readBody = createBodyReader()
  return async function answerWebhook(context) {
    const arrivedAt = performance.now()
    let reply: Reply
    try {
      if (context.method !== 'POST') throw new PreanswerError('PREANSWER_METHOD_NOT_ALLOWED')
      checkHeaders(context.req.headers)
      const body = await readBody(context)
      reply = await host.answer({
        headers: context.req.headers,
        body,
        arrivedAt,
        ...(context.req.socket.remoteAddress === undefined ? {} : { peerAddress: context.req.socket.remoteAddress }),
        ...(usesPathToken(host.config) ? { pathToken: context.path.slice(context.path.lastIndexOf('/') + 1) } : {}),
        ...(facts === undefined ? {} : { facts: () => facts(context) }),
      })
    } catch (error) {
      // its body was not read, or is none
      reply = records.refuse(error, { headers: context.req.headers, body: '' })
      await takeRest(context)
    }
    send(reply, context, records.log)
  }
}

/**
 * Reads the body as text, once: koa-bodyparser keeps what it read, as other parsers before us do.
 *
 * @throws {PreanswerError} `PREANSWER_BODY_TOO_LARGE`, `PREANSWER_BODY_INVALID`, `PREANSWER_BODY_CONSUMED`
 */
function createBodyReader(): (context: Context) => Promise<Uint8Array> {
  const parse = bodyParser({
    enableTypes: ['text'],
    extendTypes: { text: ['application/json'] },
    textLimit: `${maximumBodyBytes / 1024}kb`,
    onerror(error: Error & { status?: number }) {
      // the error holds the whole body: it goes no further
      throw new PreanswerError(error.status === 413 ? 'PREANSWER_BODY_TOO_LARGE' : 'PREANSWER_BODY_INVALID')
    },
  })
  return async function readBody(context) {
    const request = context.request as typeof context.request & { body?: unknown; rawBody?: unknown }
    if (typeof request.rawBody !== 'string') {
      if (request.body !== undefined || context.req.readableDidRead) throw new PreanswerError('PREANSWER_BODY_CONSUMED')
      // an app may have switched off its own parser with this; ours still has to read
      const { disableBodyParser } = context
      context.disableBodyParser = false
      await parse(context as never, noNext)
      context.disableBodyParser = disableBodyParser
    }
    return Buffer.from(request.rawBody as string)
  }
}

/** Lets a sender finish what it is writing, within bounds: a socket closed under it loses our response. */
async function takeRest(context: Context): Promise<void> {
  const { req } = context
  if (req.readableEnded) return
  // the rest of the body would be taken for the next request
  context.set('Connection', 'close')
  if (req.destroyed) return
  await new Promise<void>((resolve) => {
    let left = 4 * 1024 * 1024
    const timer = setTimeout(resolve, 500)
    const stop = () => {
      clearTimeout(timer)
      resolve()
    }
    req.on('data', (chunk: Buffer) => {
      left -= chunk.length
      if (left < 0) stop()
    })
    req.once('end', stop).once('close', stop).once('error', stop)
    req.resume()
  })
  req.removeAllListeners('data')
}

function send(reply: Reply, context: Context, log: Logger): void {
  context.status = reply.status
  context.set(reply.headers as Record<string, string>)
  context.body = reply.body
  context.res.once('finish', () => {
    // compression changes the bytes and says so; anything else that changes them breaks the answer
    const isOurs =
      (context.body === reply.body || context.res.hasHeader('content-encoding')) &&
      context.res.statusCode === reply.status
    if (!isOurs)
      log.error(
        { status: context.res.statusCode },
        'middleware around preanswer changed the response: mount preanswer outside of it',
      )
  })
}

function usesPathToken({ auth }: CheckedConfig): boolean {
  return auth !== undefined && 'pathToken' in auth
}

async function noNext(): Promise<void> {}
