import { describe, expect, it } from 'vitest'
import { factValue } from './values.ts'

const facts = {
  country: 'NL',
  openTickets: 3,
  openingHours: { state: 'open' },
  customer: {
    firstName: ' Zoë\u200b ',
    name: 'null',
    attributes: { city: 'Den Haag', 'last visit': 'May', empty: '', none: null, rate: 0.5, vip: true, list: ['a'] },
  },
} as const

describe('factValue', () => {
  it.each([
    { name: 'customer.firstName', text: 'Zoë' },
    { name: 'customer.attributes.city', text: 'Den Haag' },
    { name: 'facts.country', text: 'NL' },
    { name: 'facts.openTickets', text: '3' },
    { name: 'facts.openingHours.state', text: 'open' },
    { name: 'facts.customer.firstName', text: 'Zoë' },
  ])('finds $name', ({ name, text }) => {
    expect(factValue(facts, name)).toEqual({ text, isFound: true })
  })

  it.each([
    { name: 'customer.tier' },
    { name: 'customer.attributes.empty' },
    { name: 'customer.attributes.none' },
    { name: 'customer.attributes.city.length' },
    { name: 'facts.unheardOf.deeper' },
    { name: 'facts.constructor' },
    { name: 'customer.attributes.__proto__' },
  ])('finds nothing at $name', ({ name }) => {
    expect(factValue(facts, name)).toEqual({ text: undefined, isFound: false })
  })

  it.each([
    { name: 'customer.name', what: 'a word for no name' },
    { name: 'customer.attributes', what: 'an object' },
    { name: 'customer.attributes.rate', what: 'a fraction' },
    { name: 'customer.attributes.vip', what: 'a boolean' },
    { name: 'customer.attributes.list', what: 'a list' },
  ])('finds $what at $name, and does not speak it', ({ name }) => {
    expect(factValue(facts, name)).toEqual({ text: undefined, isFound: true })
  })

  it('finds nothing where nothing is known', () => {
    expect(factValue({}, 'customer.firstName')).toEqual({ text: undefined, isFound: false })
  })
})
