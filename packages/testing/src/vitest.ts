import { type PluginFactory, readPlugin } from '@preanswer/core'
import { afterAll, describe, it, onTestFinished } from 'vitest'
import { Conformance, type ConformanceCheck, type ConformanceOptions, conformanceChecks } from './conformance/run.ts'
import { type Routes, startUpstream, type Upstream } from './upstream.ts'

/**
 * Registers the checks of conformance as tests, one a check. Give it a test file of its own: it needs the real clock.
 *
 * @param plugin What `definePlugin` returned
 */
export function conformance(plugin: PluginFactory, options: ConformanceOptions = {}): void {
  describe(`conformance of ${readPlugin(plugin)?.definition.name ?? 'what is no plugin'}`, () => {
    const made = new Conformance(plugin, options)
    afterAll(() => made.close())
    for (const name of Object.keys(conformanceChecks) as ConformanceCheck[]) {
      it(`${name}: ${conformanceChecks[name].claim}`, async (context) => {
        const { outcome, problem, fix } = await made.result(name)
        if (outcome === 'failed') throw new Error(`${problem}\n  fix: ${fix}`)
        if (outcome !== 'passed') context.skip(`${outcome}: ${problem}`)
      })
    }
  })
}

/** An upstream for one test. It ends with the test, and fails it for a request that nobody planned and a route that nothing asked for. */
export async function fakeUpstream(routes: Routes): Promise<Upstream> {
  const upstream = await startUpstream(routes)
  onTestFinished(async () => {
    await upstream.close()
    const complaints = upstream.complaints()
    if (complaints.length > 0) throw new Error(complaints.join('\n'))
  })
  return upstream
}
