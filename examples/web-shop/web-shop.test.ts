import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createHost } from '@preanswer/core'
import { requestBody, type SimulatedCall, simulateCall } from '@preanswer/testing'
import { readConfig } from 'preanswer'
import { afterAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'

const customers = [
  { phone: '+31612345601', firstName: 'Sanne', locale: 'nl', plan: 'plus', lastOrder: { number: 'W-10423' } },
  { phone: '0612345602', firstName: 'Emma', locale: 'fr', plan: 'free', lastOrder: { number: 'W-10377' } },
]

/** The shop's API: everybody whose number has the same last nine digits, and nobody while it is down. */
let isDown = false
const api = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://shop')
  const digits = searchParams.get('phone')?.slice(-9) ?? ''
  if (isDown || pathname !== '/customers') return response.destroy()
  const found = customers.filter(({ phone }) => phone.endsWith(digits))
  return response.setHeader('content-type', 'application/json').end(JSON.stringify(found))
}).listen(0, '127.0.0.1')
await once(api, 'listening')
process.env.SHOP_API = `http://127.0.0.1:${(api.address() as AddressInfo).port}`

const folder = fileURLToPath(new URL('.', import.meta.url))
const { config, baseDir } = await readConfig(join(folder, 'preanswer.config.ts'))

/** Who rings, when, and what they hear; a call without seconds is turned away. */
const calls = [
  {
    who: 'somebody',
    caller: '+31612345678',
    at: '2026-03-25T10:00:00+01:00',
    hears: 'U spreekt met een AI-assistent. Goedemorgen, dit is Wielwerk. Waarmee kan ik u helpen?',
    seconds: 900,
  },
  {
    who: 'somebody in the experiment',
    caller: '+31612345679',
    at: '2026-03-25T10:00:00+01:00',
    hears: 'U spreekt met een AI-assistent. Wielwerk, zegt u het maar!',
    seconds: 900,
  },
  {
    who: 'a customer with Plus',
    caller: '+31612345601',
    at: '2026-03-25T10:00:00+01:00',
    hears: 'U spreekt met een AI-assistent. Goedemorgen Sanne, dit is Wielwerk. Belt u over bestelling W-10423?',
    seconds: 1800,
  },
  {
    who: 'the same at night',
    caller: '+31612345601',
    at: '2026-03-25T22:30:00+01:00',
    hears: 'U spreekt met een AI-assistent. Goedenavond Sanne, dit is Wielwerk. Belt u over bestelling W-10423?',
    seconds: 1800,
  },
  {
    who: 'a customer who speaks French, with a Dutch number',
    caller: '+31612345602',
    at: '2026-03-25T22:30:00+01:00',
    hears: 'Notre service client est fermé. Il rouvre demain à 8 heures.',
  },
  {
    who: 'somebody two minutes before closing time',
    caller: '+31612345678',
    at: '2026-03-25T21:58:00+01:00',
    hears: 'U spreekt met een AI-assistent. Goedenavond, dit is Wielwerk. Waarmee kan ik u helpen?',
    seconds: 420,
  },
  {
    who: 'somebody who withholds the number, after closing time',
    caller: null,
    at: '2026-03-25T22:00:00+01:00',
    hears: 'Onze klantenservice is gesloten. U kunt ons morgen om acht uur weer bellen.',
  },
  {
    who: 'a German caller',
    caller: '+4930123456',
    at: '2026-03-25T10:00:00+01:00',
    hears: 'Sie sprechen mit einem KI-Assistenten. Guten Morgen, hier ist Wielwerk. Wie kann ich Ihnen helfen?',
    seconds: 900,
  },
  {
    who: 'a British caller after closing time',
    caller: '+442079460011',
    at: '2026-03-25T22:00:00+01:00',
    hears: 'Our help desk is closed. It opens again tomorrow at eight.',
  },
  {
    who: 'somebody on the morning of a public holiday',
    caller: '+31612345678',
    at: '2026-04-27T11:00:00+02:00',
    hears: "Onze klantenservice is gesloten. U kunt ons vandaag om twaalf uur 's middags weer bellen.",
  },
  {
    who: 'somebody on the afternoon of it',
    caller: '+31612345678',
    at: '2026-04-27T12:00:00+02:00',
    hears: 'U spreekt met een AI-assistent. Goedemiddag, dit is Wielwerk. Waarmee kan ik u helpen?',
    seconds: 900,
  },
  {
    who: 'somebody when the clocks have gone back, an hour early',
    caller: '+4930123456',
    at: '2026-10-25T11:00:00+01:00',
    hears: 'Unser Kundendienst ist geschlossen. Sie erreichen uns wieder heute um 12 Uhr.',
  },
  {
    who: 'somebody in the night of Black Friday',
    caller: '+31612345678',
    at: '2026-11-28T02:30:00+01:00',
    hears: 'U spreekt met een AI-assistent. Goedenavond, dit is Wielwerk. Waarmee kan ik u helpen?',
    seconds: 900,
  },
  {
    who: 'a known nuisance',
    caller: '+31687650000',
    at: '2026-03-25T10:00:00+01:00',
    hears: 'Wij kunnen uw oproep nu niet aannemen. Mailt u ons alstublieft.',
  },
]

function ring(call: SimulatedCall) {
  return simulateCall(config.plugins ?? [], { config, baseDir, ...call })
}

const morning = Date.parse('2026-03-25T10:00:00+01:00')

beforeEach(() => {
  // holidays are known for the years around today
  vi.setSystemTime('2026-01-15')
  isDown = false
})
afterAll(() => {
  api.close()
})

describe('examples/web-shop', () => {
  it.each(calls)('has the right answer for $who', async ({ caller, at, hears, seconds }) => {
    const { response } = await ring({ caller, receivedAt: Date.parse(at) })
    if (seconds === undefined) expect(response).toEqual({ error: hears })
    else expect(response).toMatchObject({ assistant: { first_message: hears }, max_duration_seconds: seconds })
  })

  it('shows these calls in its README', () => {
    const rows = calls.map(({ who, caller, at, hears, seconds }) => [
      who,
      caller ?? 'withheld',
      at,
      hears,
      seconds === undefined ? 'turned away' : `${seconds} s`,
    ])
    const readme = readFileSync(join(folder, 'README.md'), 'utf8').replaceAll(/ +/g, ' ')
    expect(readme).toContain(rows.map((cells) => `| ${cells.join(' | ')} |\n`).join(''))
  })

  it('changes recogniser, voice and greeting together', async () => {
    const { response } = await ring({ caller: '+4930123457', receivedAt: morning })
    expect(response.assistant).toMatchObject({
      first_message: 'Sie sprechen mit einem KI-Assistenten. Wielwerk, was kann ich für Sie tun?',
      stt_config: { provider: 'deepgram', model: 'nova-3', language: 'de' },
      tts_config: { provider: 'elevenlabs', voice_id: 'shop-voice-de' },
      metadata: { 'short-greeting': 'short' },
    })
  })

  it('gives a customer with Plus the better model, and no experiment', async () => {
    const { response } = await ring({ caller: '+31612345601', receivedAt: morning })
    expect(response.assistant).toMatchObject({ llm_config: { model: 'gpt-5.4' } })
    expect(response.assistant).not.toHaveProperty('metadata')
  })

  it('takes a customer for somebody while the API is down', async () => {
    isDown = true
    const { response } = await ring({ caller: '+31612345601', receivedAt: morning })
    expect(response).toMatchObject({ assistant: { first_message: expect.any(String) }, max_duration_seconds: 900 })
  })

  it('turns away who rings for the sixth time within ten minutes, and nobody who withholds the number', async () => {
    const host = await createHost({ ...config, unsigned: true }, { baseDir })
    onTestFinished(() => host.close())
    const answers = { known: [] as boolean[], withheld: [] as boolean[] }
    for (let count = 0; count < 6; count += 1) {
      for (const [who, caller] of Object.entries({ known: '+31612345678', withheld: null })) {
        const at = morning + count * 60_000
        const request = requestBody('snake', { caller, dialedNumber: '+31201234567', at, callId: `${who}-${count}` })
        const headers = { 'content-type': 'application/json' }
        const { body } = await host.answer({ headers, body: JSON.stringify(request), trusted: true, receivedAt: at })
        answers[who as keyof typeof answers].push('error' in JSON.parse(body))
      }
    }
    expect(answers).toEqual({
      known: [false, false, false, false, false, true],
      withheld: [false, false, false, false, false, false],
    })
  })
})
