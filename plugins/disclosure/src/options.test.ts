import { describe, expect, it } from 'vitest'
import { optionsSchema } from './options.ts'

describe('optionsSchema', () => {
  it.each([
    { what: 'a country alone', options: { country: 'NL' } },
    {
      what: 'everything',
      options: {
        country: 'BE',
        recorded: true,
        ai: true,
        texts: { ai: { nl: 'U spreekt met een computer.' }, recording: { 'pt-BR': 'Esta chamada é gravada.' } },
        equivalents: { ai: ['digitale assistent'] },
        byDialedNumber: { '+31201234567': { country: 'NL', recorded: false }, '+12025550100': false },
      },
    },
  ])('accepts $what', ({ options }) => {
    expect(optionsSchema.parse(options)).toMatchObject(options)
  })

  it.each([
    { what: 'no country', options: {}, path: 'country' },
    { what: 'a country in lower case', options: { country: 'nl' }, path: 'country' },
    { what: 'the European Union', options: { country: 'EU' }, path: 'country' },
    { what: 'Greece as the Union writes it', options: { country: 'EL' }, path: 'country' },
    { what: 'the United Kingdom as few write it', options: { country: 'UK' }, path: 'country' },
    { what: 'a name', options: { country: 'Nederland' }, path: 'country' },
    { what: 'an unknown option', options: { country: 'NL', recording: true }, path: '' },
    { what: 'an unknown sentence', options: { country: 'NL', texts: { gdpr: { nl: 'x' } } }, path: 'texts' },
    { what: 'a text for all languages', options: { country: 'NL', texts: { ai: 'x' } }, path: 'texts.ai' },
    { what: 'an empty text', options: { country: 'NL', texts: { ai: { nl: ' ' } } }, path: 'texts.ai.nl' },
    { what: 'a placeholder', options: { country: 'NL', texts: { ai: { nl: '{{name}}' } } }, path: 'texts.ai.nl' },
    { what: 'a phrase of a dot', options: { country: 'NL', equivalents: { ai: ['.'] } }, path: 'equivalents.ai.0' },
    {
      what: 'a dialed number not in E.164',
      options: { country: 'NL', byDialedNumber: { '020': false } },
      path: 'byDialedNumber.020',
    },
  ])('refuses $what at "$path"', ({ options, path }) => {
    const { issues } = optionsSchema.safeParse(options).error ?? {}
    expect(issues?.map((issue) => issue.path.join('.'))).toEqual([path])
  })
})
