import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { isSigned, parseMessage, respond } from '../by-hand.ts'
import type { CreateServer } from './server.ts'

/** Nothing but Node. */
export const nodeHttp: CreateServer = async () =>
  createServer((request, response) => {
    if (request.method !== 'POST' || request.url !== '/webhook') {
      refuse(response, 404)
      return
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => answer(request, Buffer.concat(chunks), response))
  })

function answer(request: IncomingMessage, rawBody: Buffer, response: ServerResponse): void {
  if (!isSigned(request.headers, rawBody)) {
    refuse(response, 401)
    return
  }
  const message = parseMessage(JSON.parse(rawBody.toString()))
  if (message === undefined) {
    refuse(response, 400)
    return
  }
  const body = JSON.stringify(respond(message))
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status).end()
}
