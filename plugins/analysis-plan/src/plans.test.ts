import { describe, expect, it } from 'vitest'
import { defaultMessages } from './messages.ts'
import { parsePlans } from './plans.ts'

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
    expect(planFor(dialedNumber)).toEqual(expected)
  })

  it('fills in messages, and leaves the threshold to the platform', () => {
    const plan = parsePlans({ schema }).planFor(undefined)
    expect(plan).toStrictEqual({ structuredData: { enabled: true, schema, messages: defaultMessages } })
  })

  it('has no plan for other numbers where only listed numbers have a schema', () => {
    const plans = parsePlans({ messages, byDialedNumber: { '+31201110001': { schema } } })
    expect(plans.planFor('+31201110002')).toBeUndefined()
    expect(plans.planFor('+31201110001')).toEqual({ structuredData: { enabled: true, schema, messages } })
  })
})
