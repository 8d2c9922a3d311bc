import { readFileSync } from 'node:fs'
import { type PluginFactory, readPlugin } from '@preanswer/core'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { type CallCase, callRows, checkCases } from './cases.ts'
import { Conformance, type ConformanceCheck, type ConformanceOptions, conformanceChecks } from './conformance/run.ts'
import { refuseOutside } from './outside.ts'
import type { SimulatedCall, SimulatedResult } from './simulate.ts'
import { type Routes, startUpstream, type Upstream } from './upstream.ts'

/**
 * Registers the checks of conformance as tests, one a check. Give it a test file of its own: it needs the real clock.
 *
 * @param plugin What `definePlugin` returned
 */
export function conformance(plugin: PluginFactory, options: ConformanceOptions = {}): void {
  // the clock and the console are one for all
  describe.sequential(`conformance of ${readPlugin(plugin)?.definition.name ?? 'what is no plugin'}`, () => {
    const made = new Conformance(plugin, options)
    afterAll(() => made.close())
    for (const name of Object.keys(conformanceChecks) as ConformanceCheck[]) {
      it(`${name}: ${conformanceChecks[name].claim}`, { timeout: patienceMs }, async (context) => {
        const { outcome, problem, fix } = await made.result(name)
        if (outcome === 'failed') throw new Error(`${problem}\n  fix: ${fix}`)
        if (outcome !== 'passed') context.skip(`${outcome}: ${problem}`)
      })
    }
  })
}

/** For two workers that load a plugin on a machine that has more to do. */
const patienceMs = 60_000

/** How a table of calls is tried. */
export interface CallTable<Case> {
  /** The whole greeting, where the table shows a part of it */
  readonly spoken?: (call: Case) => string
  /** A page that shows these calls in a table, as `callRows` makes it */
  readonly readme?: URL
}

/**
 * Registers a test for each call of a table.
 *
 * @param ring Rings, as `simulateCall` with the plugins of the table
 * @throws {Error} for a table that proves less than it seems to: see `checkCases`
 */
export function testCalls<Case extends CallCase>(
  ring: (call: SimulatedCall) => Promise<SimulatedResult>,
  cases: readonly Case[],
  { spoken = ({ hears = '' }) => hears, readme }: CallTable<Case> = {},
): void {
  checkCases(cases)
  for (const call of cases) {
    it(`has the right answer for ${call.who}`, async () => {
      const { caller, dialedNumber, facts, at, hears, turnedAwayWith, seconds, response: expected } = call
      const given = Object.fromEntries(
        Object.entries({ caller, dialedNumber, facts }).filter(([, value]) => value !== undefined),
      )
      const { response } = await ring({ ...given, receivedAt: Date.parse(at) })
      if (turnedAwayWith !== undefined) expect(response).toEqual({ error: turnedAwayWith })
      expect(response).toMatchObject({
        ...(hears === undefined ? {} : { assistant: { first_message: spoken(call) } }),
        ...(seconds === undefined ? {} : { max_duration_seconds: seconds }),
      })
      if (expected !== undefined) expect(response).toEqual(expected)
    })
  }
  if (readme === undefined) return
  it('is shown call by call in the README', () => {
    // the columns of a page are as wide as they need to be
    expect(readFileSync(readme, 'utf8').replaceAll(/ +/g, ' ')).toContain(callRows(cases))
  })
}

/**
 * An upstream for one test. It ends with the test, and fails it for a request that nobody planned, here or to another
 * machine, and for a route that nothing asked for.
 */
export async function fakeUpstream(routes: Routes): Promise<Upstream> {
  const upstream = await startUpstream(routes)
  const hosts = new Set<string>()
  const letOut = refuseOutside((host) => hosts.add(host))
  onTestFinished(async () => {
    letOut()
    await upstream.close()
    const outside = [...hosts].map((host) => `nobody planned a request to ${host}: take its address as an option`)
    const complaints = [...upstream.complaints(), ...outside]
    if (complaints.length > 0) throw new Error(complaints.join('\n'))
  })
  return upstream
}
