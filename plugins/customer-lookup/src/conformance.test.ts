import { callerFrom, reply } from '@preanswer/testing'
import { conformance } from '@preanswer/testing/vitest'
import { customerLookup } from './index.ts'

conformance(customerLookup, {
  module: new URL('../dist/index.js', import.meta.url),
  upstream: { 'GET /customers': reply.json([{ phone: callerFrom('NL'), id: 17, name: 'Anna Jansen', plan: 'gold' }]) },
  options: ({ url }) => ({
    http: { url: `${url}/customers?phone={e164}` },
    fields: { number: 'phone', id: 'id', name: 'name', tier: 'plan' },
  }),
  personal: ['Anna Jansen'],
})
