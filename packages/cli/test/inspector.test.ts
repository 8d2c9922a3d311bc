import { describe, expect, it } from 'vitest'
import { createFolder, preanswer, startDev, startHost } from './command.ts'

const token = 'a-token-that-nobody-guesses'
const config = {
  secrets: 'development-secret',
  inspector: { token },
  plugins: [
    { use: 'vip-model', with: { tiers: { gold: { callers: ['+31612345678'], patch: { maxDurationSeconds: 60 } } } } },
  ],
}

const hours = { use: 'business-hours', with: { hours: { 'mon-fri': ['09:00-17:30'] }, closed: { reject: 'Closed.' } } }

describe('preanswer dev', () => {
  it('serves the inspector to whoever has the address that it prints', { timeout: 60_000 }, async () => {
    const config = { timeZone: 'Europe/Amsterdam', plugins: [hours] }
    const { logged } = await startDev({ cwd: await createFolder({ 'preanswer.config.json': config }) })
    const [, address = '', token = ''] = await logged(/See it decide: +(http:\S+\/)#token=(\S+)/)
    const ask = (path: string, given: string) =>
      fetch(`${address}api/${path}`, { headers: { authorization: `Bearer ${given}` } })
    expect((await ask('calls', `${token}x`)).status).toBe(401)
    const week = await ask('week?week=2026-W13', token)
    expect(await week.json()).toMatchObject({
      timeZone: 'Europe/Amsterdam',
      days: expect.arrayContaining([
        expect.objectContaining({ date: '2026-03-29', remarks: ['23 hours: the clocks go forward'] }),
      ]),
    })
    expect((await ask('week?week=soon', token)).status).toBe(400)
    expect((await ask('week?from=0612', token)).status).toBe(400)
  })
})

describe('preanswer start with an inspector', () => {
  it('shows a call that came in, and ends at once while pages are open', { timeout: 60_000 }, async () => {
    const cwd = await createFolder({ 'preanswer.config.json': config })
    const { origin, logged, kill, exitCode } = await startHost([], { cwd })
    const [, address = ''] = await logged(/inspector at (http:[^"]+)/)
    expect(address).toBe(`${origin}/inspector/`)
    const ask = (path: string) => fetch(`${address}api/${path}`, { headers: { authorization: `Bearer ${token}` } })
    const events = await ask('events')
    const sent = ['--secret', 'development-secret', '--from', '+31612345678', '--to', '+31201234567']
    expect((await preanswer(['send', `${origin}/webhook`, ...sent])).exitCode).toBe(0)
    expect(await (await ask('calls')).json()).toMatchObject([{ kind: 'assistant', caller: '+31•••••••78' }])
    expect(await (await ask('host')).json()).toMatchObject({ plugins: [{ entry: 'vip-model' }] })
    kill('SIGTERM')
    expect(await events.text()).toContain('event: calls')
    expect(await exitCode).toBe(0)
  })
})
