import { toStandardJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { optionsSchema } from './options.ts'

const schema = { type: 'object', properties: { intent: { type: 'string' } } }
const broken = { type: 'object', properties: { intent: { type: 'text' } } }
const dialedNumber = '+31201234567'
const callable = { '~standard': z.object({ a: z.string() })['~standard'] }
const onlyNewest = ({ target }: { target: string }) => {
  if (target !== 'draft-2020-12') throw new Error(`${target} is not known`)
  return z.toJSONSchema(z.object({ a: z.string() }), { io: 'input' })
}

describe('optionsSchema', () => {
  it.each([
    { what: 'a schema alone', options: { schema } },
    {
      what: 'everything',
      options: {
        enabled: true,
        schema,
        messages: [{ role: 'user', content: '{{transcript}}' }],
        minMessages: 2,
        byDialedNumber: { [dialedNumber]: { enabled: false }, '+31201234568': false },
      },
    },
    { what: 'a template alone', options: { template: 'survey', language: 'nl' } },
    {
      what: 'plans by language, also of a number',
      options: {
        byLanguage: { 'nl-BE': { schema }, fr: false },
        byDialedNumber: { [dialedNumber]: { template: 'lead', byLanguage: { nl: { minMessages: 3 }, en: false } } },
      },
    },
    { what: 'schemas of listed numbers alone', options: { byDialedNumber: { [dialedNumber]: { schema } } } },
  ])('accepts $what', async ({ options }) => {
    expect(await optionsSchema['~standard'].validate(options)).toEqual({ value: options })
  })

  const filledIn = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }
  it.each([
    { library: 'zod', given: z.object({ a: z.string() }), expected: filledIn },
    { library: 'valibot', given: toStandardJsonSchema(v.object({ a: v.string() })), expected: filledIn },
    { library: 'a library that is called', given: Object.assign(() => {}, callable), expected: filledIn },
    {
      library: 'a library of draft 2020-12 alone',
      given: { '~standard': { jsonSchema: { input: onlyNewest } } },
      expected: { $schema: 'https://json-schema.org/draft/2020-12/schema', ...filledIn },
    },
  ])('takes a Standard Schema of $library as the JSON Schema of its input', async ({ given, expected }) => {
    const result = await optionsSchema['~standard'].validate({ schema: given })
    expect(result).toEqual({ value: { schema: expected } })
  })

  it.each([
    { what: 'no schema', options: {}, path: 'schema' },
    { what: 'no schema but exceptions', options: { byDialedNumber: { [dialedNumber]: false } }, path: 'schema' },
    { what: 'a schema that is none', options: { schema: 'intent' }, path: 'schema' },
    { what: 'a broken schema', options: { schema: broken }, path: 'schema.properties.intent.type' },
    { what: 'an unknown template', options: { template: 'pizza' }, path: 'template' },
    { what: 'a template beside a schema', options: { schema, template: 'lead' }, path: 'template' },
    { what: 'a language without templates', options: { template: 'lead', language: 'de' }, path: 'language' },
    {
      what: 'a template beside a schema, in a language of a number',
      options: { schema, byDialedNumber: { [dialedNumber]: { byLanguage: { nl: { schema, template: 'lead' } } } } },
      path: `byDialedNumber.${dialedNumber}.byLanguage.nl.template`,
    },
    { what: 'no schema but for no language', options: { byLanguage: { nl: false } }, path: 'schema' },
    {
      what: 'a language without a schema, where the top level has none',
      options: { byLanguage: { nl: { minMessages: 1 }, en: { schema } } },
      path: 'byLanguage.nl.schema',
    },
    {
      what: 'a language that is none',
      options: { schema, byLanguage: { 'in Dutch': false } },
      path: 'byLanguage.in Dutch',
    },
    {
      what: 'a zod schema with a part that JSON Schema has no words for',
      options: { schema: z.object({ at: z.date() }) },
      path: 'schema',
    },
    { what: 'a zod schema that is no object', options: { schema: z.string() }, path: 'schema.type' },
    {
      what: 'a valibot schema that was not converted',
      options: { schema: v.object({ a: v.string() }) },
      path: 'schema',
    },
    { what: 'a Standard Schema of nonsense', options: { schema: { '~standard': null } }, path: 'schema' },
    { what: 'an unknown option', options: { schema, message: 'x' }, path: '' },
    { what: 'a negative threshold', options: { schema, minMessages: -1 }, path: 'minMessages' },
    { what: 'no messages in the list', options: { schema, messages: [] }, path: 'messages' },
    {
      what: 'a message of the assistant',
      options: { schema, messages: [{ role: 'assistant', content: '{{transcript}}' }] },
      path: 'messages.0.role',
    },
    {
      what: 'a dialed number not in E.164',
      options: { schema, byDialedNumber: { '020': false } },
      path: 'byDialedNumber.020',
    },
    {
      what: 'a broken schema of a dialed number',
      options: { schema, byDialedNumber: { [dialedNumber]: { schema: broken } } },
      path: `byDialedNumber.${dialedNumber}.schema.properties.intent.type`,
    },
    {
      what: 'a dialed number without a schema of its own, where the top level has none',
      options: { byDialedNumber: { [dialedNumber]: { minMessages: 1 }, '+31201234568': { schema } } },
      path: `byDialedNumber.${dialedNumber}.schema`,
    },
  ])('refuses $what at "$path"', async ({ options, path }) => {
    const { issues } = await optionsSchema['~standard'].validate(options)
    expect(issues?.map((issue) => issue.path?.join('.'))).toEqual([path])
  })
})
