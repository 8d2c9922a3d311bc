import { describe, expect, it } from 'vitest'
import { restartUnderLoad } from './restart.ts'

describe('preanswer start, restarted under load', { timeout: 120_000 }, () => {
  it('answers every request that it received, resets no reused socket, and exits 0', async () => {
    const { answered, answeredByHosts, refused, lost, exitCodes } = await restartUnderLoad({ restarts: 4, clients: 20 })
    expect({ lost, exitCodes }).toEqual({ lost: [], exitCodes: [0, 0, 0, 0] })
    expect(answered).toBe(answeredByHosts)
    expect(answered).toBeGreaterThan(400)
    expect(refused).toBeGreaterThan(0)
  })
})
