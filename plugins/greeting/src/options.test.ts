import { describe, expect, it } from 'vitest'
import { optionsSchema } from './options.ts'

describe('optionsSchema', () => {
  it('accepts texts with and without hours, salutations and a zone', () => {
    const options = {
      texts: {
        nl: [
          '{{salutation}} {{customer.firstName}}!',
          { hours: '22:00-06:00', text: 'U belt laat.' },
          '{{salutation}}!',
        ],
        'es-MX': ['{{salutation}}, {{practice}}.'],
      },
      salutations: { es: { '06:00-14:00': 'Buenos días', '14:00-06:00': 'Buenas tardes' } },
      timeZone: 'America/Mexico_City',
    }
    const { wordings, timeZone } = optionsSchema.parse(options)
    expect([...wordings.keys()]).toEqual(['nl', 'es-MX'])
    expect(timeZone).toBe('America/Mexico_City')
  })

  it.each([
    { what: 'no texts', options: {}, path: 'texts' },
    { what: 'no language', options: { texts: {} }, path: 'texts' },
    { what: 'a language without texts', options: { texts: { nl: [] } }, path: 'texts.nl' },
    { what: 'a text that is no list', options: { texts: { nl: 'Hallo' } }, path: 'texts.nl' },
    { what: 'a language that is none', options: { texts: { 'Nederlands!': ['Hallo'] } }, path: 'texts.Nederlands!' },
    { what: 'an unknown option', options: { texts: { nl: ['Hallo'] }, text: 'x' }, path: '' },
    { what: 'a wrong template', options: { texts: { nl: ['Hallo', '{{customer.firstname}}'] } }, path: 'texts.nl.1' },
    {
      what: 'a salutation in a language that has none',
      options: { texts: { es: ['Hola', '{{salutation}}'] } },
      path: 'texts.es.1',
    },
    {
      what: 'salutations with hours that are none',
      options: { texts: { nl: ['Hallo'] }, salutations: { nl: { morning: 'Hoi' } } },
      path: 'salutations.nl.morning',
    },
    {
      what: 'salutations with braces',
      options: { texts: { nl: ['Hallo'] }, salutations: { nl: { '06:00-12:00': '{{x}}' } } },
      path: 'salutations.nl.06:00-12:00',
    },
    {
      what: 'a language without salutations',
      options: { texts: { nl: ['Hallo'] }, salutations: { nl: {} } },
      path: 'salutations.nl',
    },
    {
      what: 'a zone that is none',
      options: { texts: { nl: ['Hallo'] }, timeZone: 'Mars/Olympus' },
      path: 'timeZone',
    },
  ])('refuses $what at "$path"', ({ options, path }) => {
    const { issues } = optionsSchema.safeParse(options).error ?? {}
    expect(issues?.map((issue) => issue.path.join('.'))).toEqual([path])
  })
})
