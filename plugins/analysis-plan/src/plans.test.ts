import { describe, expect, it } from 'vitest'
import { usualMessages } from './messages.ts'
import { parsePlans, writtenPlans } from './plans.ts'
import { templateSchema } from './templates.ts'

const schema = { type: 'object', properties: { intent: { type: 'string' } } }
const otherSchema = { type: 'object', properties: { order: { type: 'string' } } }
const messages = [{ role: 'user' as const, content: '{{transcript}}' }]

describe('parsePlans', () => {
  const { planFor } = parsePlans({
    schema,
    messages,
    minMessages: 4,
    byDialedNumber: {
      '+31201110001': { schema: otherSchema },
      '+31201110002': { minMessages: 0 },
      '+31201110003': { enabled: false },
      '+31201110004': false,
      '+31201110005': { schema: undefined, messages: undefined, minMessages: undefined, enabled: undefined },
    },
  })
  const usual = { structuredData: { enabled: true, schema, messages }, minMessages: 4 }

  it.each([
    { dialedNumber: undefined, which: 'on a web call', expected: usual },
    { dialedNumber: '+31209999999', which: 'of a number that is not listed', expected: usual },
    {
      dialedNumber: '+31201110001',
      which: 'of a number with its own schema',
      expected: { structuredData: { enabled: true, schema: otherSchema, messages }, minMessages: 4 },
    },
    {
      dialedNumber: '+31201110002',
      which: 'of a number with its own threshold',
      expected: { structuredData: { enabled: true, schema, messages }, minMessages: 0 },
    },
    {
      dialedNumber: '+31201110003',
      which: 'of a number where it is switched off',
      expected: { structuredData: { enabled: false, schema, messages }, minMessages: 4 },
    },
    { dialedNumber: '+31201110004', which: 'of a number without a plan', expected: undefined },
    { dialedNumber: '+31201110005', which: 'of a number that changes nothing', expected: usual },
  ])('gives the plan $which', ({ dialedNumber, expected }) => {
    expect(planFor({ dialedNumber })).toEqual(expected)
  })

  it('fills in messages, and leaves the threshold to the platform', () => {
    const plan = parsePlans({ schema }).planFor({ lineLanguage: 'nl' })
    expect(plan).toStrictEqual({ structuredData: { enabled: true, schema, messages: usualMessages('en', 'left-out') } })
  })

  it('has no plan for other numbers where only listed numbers have a schema', () => {
    const plans = parsePlans({ messages, byDialedNumber: { '+31201110001': { schema } } })
    expect(plans.planFor({ dialedNumber: '+31201110002' })).toBeUndefined()
    expect(plans.planFor({ dialedNumber: '+31201110001' })).toEqual({
      structuredData: { enabled: true, schema, messages },
    })
  })

  it.each([
    { asked: {}, language: 'en', why: 'nobody says more' },
    { asked: { lineLanguage: 'nl-BE' }, language: 'nl', why: 'the line speaks it' },
    { asked: { lineLanguage: 'nlx' }, language: 'en', why: 'the line speaks something that only begins alike' },
    { asked: { lineLanguage: 'de', language: 'nl' }, language: 'en', why: 'what is spoken in the call does not count' },
    { options: { language: 'nl' }, asked: { lineLanguage: 'en' }, language: 'nl', why: 'the options say so' },
  ] as const)('writes a template in "$language" when $why', ({ asked, language, ...row }) => {
    const { planFor } = parsePlans({ template: 'support', ...('options' in row ? row.options : {}) })
    const messages = usualMessages(language, 'null')
    const structuredData = { enabled: true, schema: templateSchema('support', language), messages }
    expect(planFor(asked)).toStrictEqual({ structuredData })
  })

  it('asks in Dutch for a schema of its own where the options say so', () => {
    const plan = parsePlans({ schema, language: 'nl' }).planFor({})
    expect(plan?.structuredData?.messages).toEqual(usualMessages('nl', 'left-out'))
  })

  it('takes a template in place of a schema from above, and a schema in place of a template', () => {
    const special = { '+31201110001': { template: 'lead' }, '+31201110002': { schema: otherSchema } } as const
    const { planFor } = parsePlans({ schema, byDialedNumber: special })
    const { planFor: other } = parsePlans({ template: 'lead', byDialedNumber: special })
    const schemaOf = (plan: ReturnType<typeof planFor>) => plan?.structuredData?.schema
    expect(schemaOf(planFor({ dialedNumber: '+31201110001' }))).toEqual(templateSchema('lead', 'en'))
    expect(schemaOf(other({ dialedNumber: '+31201110002' }))).toEqual(otherSchema)
  })

  const byLanguage = parsePlans({
    schema,
    minMessages: 1,
    byLanguage: { nl: { minMessages: 2 }, 'de-CH': false },
    byDialedNumber: {
      '+31201110001': { minMessages: 3 },
      '+31201110002': { byLanguage: { fr: { minMessages: 4 } } },
      '+31201110003': false,
    },
  })
  it.each([
    { language: undefined, expected: 1 },
    { language: 'en', expected: 1 },
    { language: 'zxx', expected: 1 },
    { language: 'usual', expected: 1 },
    { language: 'nl-BE', expected: 2 },
    { language: 'de-DE', expected: undefined },
    { language: 'en', dialedNumber: '+31201110001', expected: 3 },
    { language: 'nl', dialedNumber: '+31201110001', expected: 2 },
    { language: 'nl', dialedNumber: '+31201110002', expected: 1 },
    { language: 'fr', dialedNumber: '+31201110002', expected: 4 },
    { language: 'nl', dialedNumber: '+31201110003', expected: undefined },
  ])('of $dialedNumber in $language gives the plan with the threshold $expected', ({ expected, ...asked }) => {
    expect(byLanguage.planFor(asked)?.minMessages).toBe(expected)
  })

  it('gives the same plan each time', () => {
    expect(byLanguage.planFor({ language: 'nl' })).toBe(byLanguage.planFor({ language: 'nl-BE' }))
  })
})

describe('writtenPlans', () => {
  it('lists the plans with their places, and whether they have something to fill in', () => {
    const plans = writtenPlans({
      byLanguage: { nl: { template: 'lead' }, fr: {}, de: false },
      byDialedNumber: { '+31201110001': { schema, byLanguage: { en: {} } }, '+31201110002': false },
    })
    expect(plans.map(({ path, asks }) => `${path.join('.')} ${asks}`)).toEqual([
      ' false',
      'byLanguage.nl true',
      'byLanguage.fr false',
      'byDialedNumber.+31201110001 true',
      'byDialedNumber.+31201110001.byLanguage.en true',
    ])
  })
})
