import { readdirSync } from 'node:fs'
import { readPlugin } from '@preanswer/core'
import { describe, expect, it } from 'vitest'
import { pluginCases } from './cases.ts'

describe('pluginCases', () => {
  it('has each bundled plugin', () => {
    const folders = readdirSync(new URL('../../../../plugins', import.meta.url))
    expect(Object.keys(pluginCases).toSorted()).toEqual(folders.toSorted())
  })

  it.each(Object.entries(pluginCases))('has options for %s', async (name, { open }) => {
    expect(readPlugin((await open()).use)?.definition.name).toBe(name)
  })
})
