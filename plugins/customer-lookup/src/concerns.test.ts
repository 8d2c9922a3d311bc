import { describe, expect, it } from 'vitest'
import { findConcerns } from './concerns.ts'
import { optionsSchema } from './options.ts'

const query = 'SELECT * FROM customers WHERE phone = {e164}'
const oauth = { tokenUrl: 'http://login.example/token', clientId: 'a', clientSecret: 'b' }

async function codesOf(source: object, options: object = {}): Promise<string[]> {
  const fields = { number: 'phone', name: 'name' }
  const checked = await optionsSchema.parseAsync({ fields, country: 'NL', ...source, ...options })
  return findConcerns(checked).map(({ code }) => code)
}

describe('findConcerns', () => {
  it.each([
    { url: 'https://crm.example/{e164}', expected: [] },
    { url: 'http://crm.example/{e164}', expected: ['plain-http'] },
    { url: 'HTTP://crm.example/{e164}', expected: ['plain-http'] },
    { url: 'http://localhost.example/{e164}', expected: ['plain-http'] },
    { url: 'http://10.0.0.1/{e164}', expected: ['plain-http'] },
    { url: 'http://localhost:8080/{e164}', expected: [] },
    { url: 'http://127.0.0.1/{e164}', expected: [] },
    { url: 'http://[::1]:8080/{e164}', expected: [] },
  ])('finds $expected in $url', async ({ url, expected }) => {
    expect(await codesOf({ http: { url } })).toEqual(expected)
  })

  it.each([
    { url: 'postgres://db.example/crm', expected: ['plain-postgres'] },
    { url: 'postgres://db.example/crm?sslmode=disable', expected: ['plain-postgres'] },
    { url: 'postgres://db.example/crm?sslmode=verify-full', expected: [] },
    { url: 'postgres://127.0.0.1/crm', expected: [] },
    { url: 'postgresql:///crm?host=/run/postgresql', expected: [] },
  ])('finds $expected in $url', async ({ url, expected }) => {
    expect(await codesOf({ postgres: { url, query } })).toEqual(expected)
  })

  it('finds a token that is fetched in the clear', async () => {
    expect(await codesOf({ http: { url: 'https://crm.example/{e164}', oauth } })).toEqual(['plain-http'])
  })

  it('finds that nobody checks whose record it is', async () => {
    const http = { url: 'https://crm.example/{e164}' }
    expect(await codesOf({ http }, { fields: { name: 'name' } })).toEqual(['number-unchecked'])
  })

  it('finds that national numbers are not understood', async () => {
    expect(await codesOf({ csv: { file: 'a' } }, { country: undefined })).toEqual(['national-numbers'])
  })
})
