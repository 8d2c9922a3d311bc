import { createServer } from 'node:http'
import Router from '@koa/router'
import Koa from 'koa'
import bodyParser from 'koa-bodyparser'
import { isSigned, parseMessage, respond, respondAsync } from '../by-hand.ts'
import type { CreateServer } from './server.ts'

/** Koa as most would write it: koa-bodyparser, @koa/router, zod. */
export const koa: CreateServer = async () => {
  const router = new Router()
  router.post('/webhook', (context) => {
    const { request } = context
    if (!isSigned(request.headers, request.rawBody as string)) context.throw(401)
    const message = parseMessage(request.body)
    if (message === undefined) return context.throw(400)
    context.body = respond(message)
  })
  return createServer(new Koa().use(bodyParser()).use(router.routes()).callback())
}

/** The same with four awaits. */
export const koaAsync: CreateServer = async () => {
  const router = new Router()
  router.post('/webhook', async (context) => {
    const { request } = context
    if (!isSigned(request.headers, request.rawBody as string)) context.throw(401)
    const message = parseMessage(request.body)
    if (message === undefined) return context.throw(400)
    context.body = await respondAsync(message)
  })
  return createServer(new Koa().use(bodyParser()).use(router.routes()).callback())
}
