import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { findPlugins } from '@preanswer/core'
import { type ConformanceOptions, conformanceChecks, reply, runConformance } from '@preanswer/testing'
import { describe, expect, it } from 'vitest'
import { root } from './workspace.ts'

/** Each of these plugins breaks one rule. */
const folder = join(root, 'packages/acceptance/fixtures/bad-plugins')
const files = readdirSync(folder).filter((name) => name.endsWith('.js'))

interface BadPlugin {
  readonly caughtBy: string
  readonly settings: ConformanceOptions & { readonly routes?: Readonly<Record<string, unknown>> }
}

const bad = await Promise.all(
  files.map(async (file) => {
    const module = pathToFileURL(join(folder, file))
    const exported: BadPlugin = await import(module.href)
    const [plugin] = findPlugins(exported).keys()
    if (plugin === undefined) throw new Error(`${file} exports no plugin`)
    return { file, module, plugin, ...exported }
  }),
)

describe('conformance', () => {
  it.each(bad)('catches $file by $caughtBy, and by no other check', async ({ module, plugin, caughtBy, settings }) => {
    const { routes = {}, ...rest } = settings
    const upstream = Object.fromEntries(Object.entries(routes).map(([key, value]) => [key, reply.json(value)]))
    const results = await runConformance(plugin, { module, upstream, ...rest })
    expect(results.filter(({ outcome }) => outcome === 'failed').map(({ check }) => check)).toEqual([caughtBy])
  })

  it('has a bad plugin for each check', () => {
    expect([...new Set(bad.map(({ caughtBy }) => caughtBy))].toSorted()).toEqual(
      Object.keys(conformanceChecks).toSorted(),
    )
  })
})
