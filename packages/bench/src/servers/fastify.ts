import Fastify from 'fastify'
import { isSigned, parseMessage, respond } from '../by-hand.ts'
import type { CreateServer } from './server.ts'

/** Fastify, with a parser that keeps the raw body. */
export const fastify: CreateServer = async () => {
  const app = Fastify()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body)
  })
  app.post('/webhook', async (request, reply) => {
    const rawBody = request.body as Buffer
    if (!isSigned(request.headers, rawBody)) return reply.code(401).send()
    const message = parseMessage(JSON.parse(rawBody.toString()))
    return message === undefined ? reply.code(400).send() : respond(message)
  })
  await app.ready()
  return app.server
}
