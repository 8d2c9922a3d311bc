import { describe, expect, it } from 'vitest'
import { optionsSchema } from './options.ts'

const schema = { type: 'object', properties: { intent: { type: 'string' } } }
const broken = { type: 'object', properties: { intent: { type: 'text' } } }
const dialedNumber = '+31201234567'

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
    { what: 'schemas of listed numbers alone', options: { byDialedNumber: { [dialedNumber]: { schema } } } },
  ])('accepts $what', async ({ options }) => {
    expect(await optionsSchema['~standard'].validate(options)).toEqual({ value: options })
  })

  it.each([
    { what: 'no schema', options: {}, path: 'schema' },
    { what: 'no schema but exceptions', options: { byDialedNumber: { [dialedNumber]: false } }, path: 'schema' },
    { what: 'a schema that is none', options: { schema: 'intent' }, path: 'schema' },
    { what: 'a broken schema', options: { schema: broken }, path: 'schema.properties.intent.type' },
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
