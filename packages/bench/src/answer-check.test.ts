import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { wrongAnswers } from './answer-check.ts'
import { contenders } from './contenders.ts'

let server: Server | undefined

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function urlOf(started: Server): Promise<string> {
  server = started
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}/webhook`
}

describe('wrongAnswers', () => {
  it.each(Object.values(contenders))('finds nothing wrong with $title', async ({ load }) => {
    const create = await load()
    expect(await wrongAnswers(await urlOf(await create()))).toEqual([])
  })

  it.each([
    { what: 'nothing', status: 200, body: '{}', problems: 5 },
    { what: 'a refusal', status: 401, body: '', problems: 4 },
  ])('finds everything wrong with a server that always answers $what', async ({ status, body, problems }) => {
    const url = await urlOf(createServer((_, response) => response.writeHead(status).end(body)))
    expect(await wrongAnswers(url)).toHaveLength(problems)
  })
})
