import Router, { type RouterContext, type RouterMiddleware } from '@koa/router'
import type { Logger } from '@preanswer/core'
import type { Context, Middleware } from 'koa'
import bodyParser from 'koa-bodyparser'
import { ask } from './ask.ts'
import { detailOf } from './detail.ts'
import { hostView } from './host-view.ts'
import type { Inspected, WeekQuestion } from './inspected.ts'
import type { CallMemory } from './memory.ts'
import { requestOf, verificationOf } from './request.ts'
import type { Sessions } from './session.ts'
import type { CallStream } from './stream.ts'

export interface ApiOptions {
  /** Where the inspector is mounted */
  readonly path: string
  readonly sessions: Sessions
  readonly memory: CallMemory
  readonly stream: CallStream
  readonly log: Logger
  inspected(): Inspected | undefined
}

/** What the page asks for, below `api/`: JSON, for those who are signed in. */
export function createApi(options: ApiOptions): Middleware {
  const { path, sessions, memory, stream, log } = options
  const startedAt = Date.now()
  const router = new Router({ prefix: `${path}/api`, strict: true, sensitive: true })
  router.use(noStore)
  router.post('/session', readJson, (context) => {
    const { token } = context.request.body as { token?: unknown }
    if (sessions.begin(context, token)) context.body = {}
    else {
      log.warn({}, 'the inspector was given a wrong token')
      fail(context, 401, 'This is not the token.')
    }
  })
  router.delete('/session', (context) => {
    sessions.end(context)
    context.body = {}
  })
  router.use(async function onlySignedIn(context, next) {
    if (sessions.isAllowed(context)) return next()
    fail(context, 401, 'Sign in with the token.')
  })
  router.get('/session', (context) => {
    context.body = {}
  })
  router.get('/events', (context) => {
    if (!stream.open(context)) fail(context, 503, 'Too many pages are open.')
  })
  router.get('/calls', (context) => {
    context.body = memory.list()
  })

  const watching = watched(options)
  router.get(
    '/calls/:id',
    watching((context, { host }) => {
      const call = memory.find(context.params.id ?? '')
      if (call === undefined) fail(context, 404, forgotten)
      else context.body = detailOf(call, verificationOf(call, host))
    }),
  )
  router.get(
    '/calls/:id/request',
    watching((context, { host }) => {
      const call = memory.find(context.params.id ?? '')
      if (call === undefined) fail(context, 404, forgotten)
      else context.body = requestOf(call, host.config, originOf(context))
    }),
  )
  router.get(
    '/host',
    watching((context, inspected) => {
      context.body = hostView(inspected, memory.exchanges(), startedAt)
    }),
  )
  router.get(
    '/week',
    watching(async (context, { timetable }) => {
      if (timetable === undefined) {
        fail(context, 404, 'This host has no timetable.')
        return
      }
      await timetable(readWeek(context.query)).then(
        (week) => {
          context.body = week
        },
        (error: Error) => fail(context, 400, error.message),
      )
    }),
  )
  router.post(
    '/ask',
    readJson,
    watching(async (context, inspected) => {
      const answer = await ask(context.request.body, inspected, originOf(context))
      if ('problem' in answer) fail(context, 400, answer.problem)
      else context.body = answer
    }),
  )
  // the router's types are for its own context; what it needs of Koa's is all there
  return router.routes() as unknown as Middleware
}

const forgotten = 'This call is no longer remembered.'

type Answering = (context: RouterContext, inspected: Inspected) => void | Promise<void>

/** What is left empty in a form was not said. */
function readWeek({ line, from, week }: Readonly<Record<string, unknown>>): WeekQuestion {
  const said = (value: unknown) => (typeof value === 'string' && value !== '' ? value.slice(0, 100) : undefined)
  return { line: said(line), from: said(from), week: said(week) }
}

/** Only while there is a host to look at. */
function watched({ inspected }: ApiOptions): (answer: Answering) => (context: RouterContext) => Promise<void> {
  return (answer) => async (context) => {
    const now = inspected()
    if (now === undefined) fail(context as unknown as Context, 503, 'The host is starting.')
    else await answer(context, now)
  }
}

/** JSON only: a form of another page cannot send it. */
const readJson = bodyParser({
  enableTypes: ['json'],
  jsonLimit: '300kb',
  onerror: refuseBody,
}) as unknown as RouterMiddleware

function refuseBody(_error: Error, context: Context): never {
  return context.throw(400, 'The body is no JSON, or too large.')
}

const noStore: RouterMiddleware = (context, next) => {
  context.set('Cache-Control', 'no-store')
  return next()
}

/** What the page calls this host. */
function originOf({ protocol, host }: Pick<Context, 'protocol' | 'host'>): string {
  return `${protocol}://${host}`
}

function fail(context: Pick<Context, 'status' | 'body'>, status: number, message: string): void {
  context.status = status
  context.body = { message }
}
