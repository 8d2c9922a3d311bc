import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const body = JSON.stringify({
  message: {
    type: 'assistant-request',
    call: { id: 'embedded', type: 'inbound_phone_call', status: 'ringing' },
    phone_number: { number: '+31201234567' },
    customer: { number: '+31612345678' },
  },
})

let url = ''
let stop: () => void = () => {}

beforeAll(async () => {
  const port = await freePort()
  const app = spawn(process.execPath, [fileURLToPath(new URL('app.js', import.meta.url))], {
    env: { ...process.env, PORT: String(port), PREANSWER_SECRET: '' },
    stdio: 'inherit',
  })
  stop = () => app.kill()
  url = `http://127.0.0.1:${port}`
  await untilListening()
})

afterAll(() => stop())

describe('a Koa app with preanswer in it', () => {
  it('answers a signed webhook', async () => {
    const response = await post('/webhook', signed('development-secret'))
    expect(response.status).toBe(200)
    // open or closed: that depends on when this runs
    expect([{}, { error: 'Wij zijn gesloten.' }]).toContainEqual(await response.json())
  })

  it('refuses a forged one', async () => {
    expect((await post('/webhook', signed('somebody else'))).status).toBe(401)
  })

  it('leaves every other path to the app', async () => {
    expect(await (await fetch(`${url}/other`)).text()).toBe('The rest of the app.')
  })
})

function post(path: string, headers: Record<string, string>): Promise<Response> {
  return fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
}

function signed(secret: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
  return { 'x-webhook-timestamp': timestamp, 'x-webhook-signature': `sha256=${signature}` }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

async function untilListening(): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return
    await sleep(50)
  }
  throw new Error('the app does not listen')
}
