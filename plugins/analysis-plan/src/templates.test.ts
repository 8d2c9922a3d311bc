import { describe, expect, it } from 'vitest'
import { checkSchema } from './json-schema.ts'
import { findUnstrict } from './strict.ts'
import { templateNames, templateSchema } from './templates.ts'

describe('templateSchema', () => {
  const rows = templateNames.flatMap((name) => (['nl', 'en'] as const).map((language) => ({ name, language })))

  it.each(rows)('of "$name" in "$language" is a schema that is strict and described', async ({ name, language }) => {
    const schema = templateSchema(name, language)
    expect(await checkSchema(schema)).toEqual({ problems: [], remarks: [] })
    expect(findUnstrict(schema)).toEqual([])
    const descriptions = Object.values(schema.properties as object).map(({ description }) => typeof description)
    expect(new Set(descriptions)).toEqual(new Set(['string']))
  })

  it.each(templateNames)('of "%s" differs between languages in its descriptions alone', (name) => {
    const [nl, en] = (['nl', 'en'] as const).map((language) => templateSchema(name, language).properties as object)
    expect(withoutDescriptions(nl)).toEqual(withoutDescriptions(en))
    expect(nl).not.toEqual(en)
  })
})

function withoutDescriptions(properties: object | undefined) {
  return Object.entries(properties ?? {}).map(([name, { description, ...keywords }]) => ({ name, ...keywords }))
}
