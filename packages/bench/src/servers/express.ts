import { createServer, type IncomingMessage } from 'node:http'
import express from 'express'
import { isSigned, parseMessage, respond } from '../by-hand.ts'
import type { CreateServer } from './server.ts'

/** Express, with its own body parser. */
export const expressJs: CreateServer = async () => {
  const rawBodies = new WeakMap<IncomingMessage, Buffer>()
  const app = express()
  app.use(
    express.json({
      verify: (request, _response, body) => {
        rawBodies.set(request, body)
      },
    }),
  )
  app.post('/webhook', (request, response) => {
    if (!isSigned(request.headers, rawBodies.get(request) ?? '')) {
      response.sendStatus(401)
      return
    }
    const message = parseMessage(request.body)
    if (message === undefined) response.sendStatus(400)
    else response.json(respond(message))
  })
  return createServer(app)
}
