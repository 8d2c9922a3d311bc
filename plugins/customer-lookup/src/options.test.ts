import { describe, expect, it } from 'vitest'
import { optionsSchema } from './options.ts'

const http = { url: 'https://crm.example/customers?phone={e164}' }
const query = 'SELECT * FROM customers WHERE phone = {e164}'
const fields = { name: 'name' }

async function pathsOf(options: unknown): Promise<string[]> {
  const { error } = await optionsSchema.safeParseAsync(options)
  return error?.issues.map(({ path }) => path.join('.')) ?? []
}

describe('optionsSchema', () => {
  it.each([
    { source: { http } },
    { source: { http: { url: 'http://127.0.0.1:8080/{digits}', headers: { authorization: 'Bearer a' } } } },
    { source: { http: { url: 'https://crm.example/search', body: { q: ['{national}'] }, records: 'results' } } },
    {
      source: { http: { ...http, oauth: { tokenUrl: 'https://crm.example/token', clientId: 'a', clientSecret: 'b' } } },
    },
    { source: { postgres: { url: 'postgres://u:p@db.example/crm', query } } },
    { source: { postgres: { url: 'postgresql:///crm', query: `WITH a AS (${query}) SELECT * FROM a;\n` } } },
    { source: { sqlite: { file: 'crm.db', query: `\n  select '{a}', {digits}` } } },
    { source: { csv: { file: 'customers.csv', delimiter: ';' } } },
  ])('takes $source', async ({ source }) => {
    expect(await pathsOf({ ...source, fields: { ...fields, number: ['phone', 'mobile'] }, country: 'NL' })).toEqual([])
  })

  it.each([
    { what: 'no source', options: { fields }, path: '' },
    { what: 'two sources', options: { http, sqlite: { file: 'a', query }, fields }, path: '' },
    { what: 'no fields', options: { http }, path: 'fields' },
    { what: 'fields that say nothing of a customer', options: { http, fields: { number: 'phone' } }, path: 'fields' },
    {
      what: 'an attribute with a name that is none',
      options: { http, fields: { attributes: { 'a b': 'a' } } },
      path: 'fields.attributes.a b',
    },
    { what: 'a file without a column of numbers', options: { csv: { file: 'a' }, fields }, path: 'fields.number' },
    { what: 'a country that is none', options: { http, fields, country: 'nl' }, path: 'country' },
    { what: 'a URL that is none', options: { http: { url: 'crm.example/{e164}' }, fields }, path: 'http.url' },
    { what: 'a URL of a file', options: { http: { url: 'file:///{e164}' }, fields }, path: 'http.url' },
    {
      what: 'a URL with a user',
      options: { http: { url: 'https://u:p@crm.example/{e164}' }, fields },
      path: 'http.url',
    },
    { what: 'a URL without the number', options: { http: { url: 'https://crm.example/' }, fields }, path: 'http.url' },
    {
      what: 'a URL with another place',
      options: { http: { url: 'https://crm.example/{phone}?a={e164}' }, fields },
      path: 'http.url',
    },
    {
      what: 'the number in the server’s name',
      options: { http: { url: 'https://{digits}.example/' }, fields },
      path: 'http.url',
    },
    { what: 'a GET with a body', options: { http: { ...http, method: 'GET', body: {} }, fields }, path: 'http.body' },
    {
      what: 'a header that is none',
      options: { http: { ...http, headers: { 'a b': 'c' } }, fields },
      path: 'http.headers.a b',
    },
    {
      what: 'a header with a line break',
      options: { http: { ...http, headers: { a: 'b\nc: d' } }, fields },
      path: 'http.headers.a',
    },
    {
      what: 'a secret that is empty',
      options: { http: { ...http, oauth: { tokenUrl: http.url, clientId: 'a', clientSecret: '' } }, fields },
      path: 'http.oauth.clientSecret',
    },
    {
      what: 'an own token beside oauth',
      options: {
        http: {
          ...http,
          headers: { Authorization: 'a' },
          oauth: { tokenUrl: 'https://crm.example', clientId: 'a', clientSecret: 'b' },
        },
        fields,
      },
      path: 'http.headers',
    },
    {
      what: 'a URL of another database',
      options: { postgres: { url: 'mysql://db.example/crm', query }, fields },
      path: 'postgres.url',
    },
    {
      what: 'a query that writes',
      options: { sqlite: { file: 'a', query: 'DELETE FROM a WHERE b = {e164}' }, fields },
      path: 'sqlite.query',
    },
    {
      what: 'two queries',
      options: { sqlite: { file: 'a', query: `${query}; DROP TABLE a` }, fields },
      path: 'sqlite.query',
    },
    {
      what: 'a query without the number',
      options: { sqlite: { file: 'a', query: 'SELECT 1' }, fields },
      path: 'sqlite.query',
    },
    {
      what: 'a place in quotes',
      options: { sqlite: { file: 'a', query: "SELECT '{e164}'" }, fields },
      path: 'sqlite.query',
    },
    { what: 'a time of zero', options: { http, fields, timeoutMs: 0 }, path: 'timeoutMs' },
    { what: 'an unknown option', options: { http, fields, ttl: 3 }, path: '' },
  ])('refuses $what', async ({ options, path }) => {
    expect(await pathsOf(options)).toEqual([path])
  })

  it('shows no secret in what it refuses', async () => {
    const headers = { authorization: 'sword\nfish' }
    const { error } = await optionsSchema.safeParseAsync({ http: { ...http, headers }, fields })
    expect(JSON.stringify(error?.issues)).not.toMatch(/sword|fish/)
  })
})
