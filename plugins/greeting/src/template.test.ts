import { describe, expect, it } from 'vitest'
import { fillTemplate, neededBy, parseTemplate, type Template } from './template.ts'

describe('parseTemplate', () => {
  it.each([
    { text: 'Hello.', parts: ['Hello.'] },
    { text: '{{salutation}}!', parts: [{ name: 'salutation' }, '!'] },
    { text: 'Hi {{ customer.firstName }}', parts: ['Hi ', { name: 'customer.firstName' }] },
    { text: '{{customer.name | dear guest }}', parts: [{ name: 'customer.name', fallback: 'dear guest' }] },
    { text: '{{customer.attributes.city.district}}', parts: [{ name: 'customer.attributes.city.district' }] },
    { text: '{{facts.openTickets|no}}', parts: [{ name: 'facts.openTickets', fallback: 'no' }] },
    { text: 'At {{practice}} {{a-b.c}}.', parts: ['At ', '{{practice}}', ' ', '{{a-b.c}}', '.'] },
    { text: 'one { brace } and more', parts: ['one { brace } and more'] },
  ])('reads $text', ({ text, parts }) => {
    expect(parseTemplate(text)).toEqual({ parts })
  })

  it.each([
    { what: 'nothing', text: ' ' },
    { what: 'an open brace', text: 'Hi {{customer.name' },
    { what: 'a closing brace', text: 'Hi }} there' },
    { what: 'braces without a name', text: 'Hi {{}}' },
    { what: 'a helper of another engine', text: 'Hi {{#if customer}}' },
    { what: 'a filter of another engine', text: 'Hi {{customer.name | default: "you" | upcase}}' },
    { what: 'code', text: 'Hi {{customer.name.toUpperCase()}}' },
    { what: 'a name on two lines', text: 'Hi {{customer.\nname}}' },
    { what: 'a field that customers do not have', text: 'Hi {{customer.firstname}}' },
    { what: 'a field below a name', text: 'Hi {{customer.name.first}}' },
    { what: 'all attributes', text: 'Hi {{customer.attributes}}' },
    { what: 'a scope alone', text: 'Hi {{facts.}}' },
    { what: 'an empty default', text: 'Hi {{customer.name|}}' },
    { what: "a default for a variable of the host's", text: 'Hi {{practice | you}}' },
    { what: 'a placeholder of the platform', text: 'Hi {{transcript}}' },
    { what: 'too many characters', text: 'a'.repeat(1_501) },
    { what: 'too many placeholders', text: '{{salutation}}'.repeat(21) },
  ])('refuses $what', ({ text }) => {
    expect(parseTemplate(text)).toEqual({ problems: [expect.any(String)] })
  })

  it('finds all problems at once, each once', () => {
    expect(parseTemplate('{{customer.x}} {{customer.x}} {{schema}} {{')).toEqual({
      problems: [
        expect.stringContaining('customer.x'),
        expect.stringContaining('{{schema}}'),
        expect.stringContaining('do not match'),
      ],
    })
  })
})

describe('fillTemplate', () => {
  const template = parsed('{{salutation}} {{customer.firstName | there}}, this is {{practice}}.')

  it.each([
    { values: { salutation: 'Hi', 'customer.firstName': 'Zoë' }, text: 'Hi Zoë, this is {{practice}}.' },
    { values: { salutation: 'Hi' }, text: 'Hi there, this is {{practice}}.' },
    { values: { 'customer.firstName': 'Zoë' }, text: undefined },
    { values: { salutation: '$& $1', 'customer.firstName': '' }, text: '$& $1 , this is {{practice}}.' },
  ])('makes "$text" of $values', ({ values, text }) => {
    expect(fillTemplate(template, (name) => new Map(Object.entries(values)).get(name))).toBe(text)
  })
})

describe('neededBy', () => {
  it('lists the names without a default', () => {
    expect(neededBy(parsed('{{salutation}} {{customer.name | you}} {{facts.city}} {{practice}}'))).toEqual([
      'salutation',
      'facts.city',
    ])
  })
})

function parsed(text: string): Template {
  const template = parseTemplate(text)
  if (!('parts' in template)) throw new Error('not a template')
  return template
}
