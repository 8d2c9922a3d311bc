import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { json, startCrm } from '../test/crm.ts'
import { startHost } from '../test/host.ts'
import { customerLookup } from './index.ts'

const [, recipes = ''] = readFileSync(new URL('../README.md', import.meta.url), 'utf8').split('## Recipes')
const blocks = [...recipes.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, code = '']) => code)

/** What each service answers, after its documentation. */
const services = [
  {
    service: 'HubSpot',
    host: 'https://api.hubapi.com',
    answer: {
      total: 1,
      results: [
        {
          id: '512',
          properties: {
            createdate: '2024-01-17T19:55:04.281Z',
            firstname: 'Anna',
            lastname: 'de Vries',
            phone: null,
            mobilephone: '06 12345678',
            hs_language: 'nl-nl',
            lifecyclestage: 'customer',
          },
          createdAt: '2024-01-17T19:55:04.281Z',
          archived: false,
        },
      ],
    },
    path: '/crm/v3/objects/contacts/search',
    value: '"value":"612345678"',
    customer: {
      id: '512',
      name: 'Anna de Vries',
      firstName: 'Anna',
      language: 'nl-NL',
      attributes: { stage: 'customer' },
    },
  },
  {
    service: 'Salesforce',
    host: 'https://example.my.salesforce.com',
    answer: {
      access_token: '00Dx!AQ',
      token_type: 'Bearer',
      searchRecords: [
        {
          attributes: { type: 'Contact', url: '/services/data/v62.0/sobjects/Contact/003D0' },
          Id: '003D0',
          FirstName: 'Anna',
          LastName: 'de Vries',
          Phone: '+31 20 1234567',
          MobilePhone: '+31 6 12345678',
        },
      ],
    },
    path: '/services/data/v62.0/parameterizedSearch',
    value: '"q":"612345678"',
    customer: { id: '003D0', name: 'Anna de Vries', firstName: 'Anna' },
  },
  {
    service: 'Pipedrive',
    host: 'https://api.pipedrive.com',
    answer: {
      success: true,
      data: {
        items: [
          { result_score: 0.29, item: { id: 8, type: 'person', name: 'Bob', phones: ['06 1234567890'] } },
          {
            result_score: 0.28,
            item: { id: 7, type: 'person', name: 'Anna de Vries', phones: ['020 1234567', '0612345678'] },
          },
        ],
      },
      additional_data: { next_cursor: null },
    },
    path: '/api/v2/persons/search?term=612345678&fields=phone&limit=10',
    value: '',
    customer: { id: '7', name: 'Anna de Vries' },
  },
]

describe('a recipe of the README', () => {
  it('is one of those that are tried here', () => {
    expect(blocks.map((code) => services.find(({ host }) => code.includes(host))?.service)).toEqual(
      services.map(({ service }) => service),
    )
  })

  it.each(services)('finds a customer in what $service answers', async ({ host, answer, path, value, customer }) => {
    const crm = await startCrm(json(answer))
    const code = blocks.find((block) => block.includes(host)) ?? ''
    const config = parse(code.replaceAll(host, crm.url).replaceAll(/\$\{\w+\}/g, 'swordfish'))
    const running = await startHost(customerLookup(config.plugins[0].with))
    expect((await running.call()).customer).toEqual(customer)
    const asked = crm.requests.at(-1)
    expect(asked?.path).toBe(path)
    expect(asked?.body).toContain(value)
    expect(JSON.stringify([crm.headers(), crm.requests])).toContain('swordfish')
  })
})
