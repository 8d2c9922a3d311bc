import { secret } from '@preanswer/core'
import { z } from 'zod'
import { isCountry, numberForms } from './numbers.ts'
import { fillUrl, hasPlace } from './template.ts'

const places = numberForms.map((form) => `{${form}}`).join(', ')
const ms = z.int().min(1).max(2_147_483_647)
const path = z.string().min(1).max(200)
const paths = z.union([path.transform((one) => [one]), z.array(path).min(1).max(10)])
const file = z.string().min(1)

/** A URL without a user in it, which `fetch` would refuse. */
const url = z.string().refine(isUrl, 'not an http or https URL without a user in it')

const headers = secret(z.record(z.string(), z.string())).superRefine((values, context) => {
  for (const [name, value] of Object.entries(values)) {
    if (isHeader(name, value)) continue
    context.addIssue({ code: 'custom', path: [name], message: 'not a name and value that a header can have' })
  }
})

const oauth = z.strictObject({
  tokenUrl: url,
  clientId: z.string().min(1),
  clientSecret: secret(z.string().min(1)),
  scope: z.string().min(1).optional(),
})

const http = z
  .strictObject({
    url: secret(z.string()),
    method: z.enum(['GET', 'POST']).optional(),
    headers: headers.default({}),
    body: secret(z.json()).optional(),
    records: path.optional(),
    oauth: oauth.optional(),
  })
  .superRefine((given, context) => {
    const problem = urlProblem(given.url)
    if (problem !== undefined) context.addIssue({ code: 'custom', path: ['url'], message: problem })
    if (given.method === 'GET' && given.body !== undefined) {
      context.addIssue({ code: 'custom', path: ['body'], message: 'a GET has none; leave out the method or the body' })
    }
    if (given.oauth !== undefined && Object.keys(given.headers).some((name) => /^authorization$/i.test(name))) {
      context.addIssue({ code: 'custom', path: ['headers'], message: 'has an authorization, which oauth sets' })
    }
    if (!hasPlace(given.url) && !hasPlace(JSON.stringify(given.body ?? null))) {
      context.addIssue({
        code: 'custom',
        path: ['url'],
        message: `neither url nor body has a place for the number: ${places}`,
      })
    }
  })

const query = z
  .string()
  .refine((text) => /^\s*(?:select|with)\b/i.test(text), 'not a SELECT')
  .refine((text) => !/;\s*\S/.test(text), 'more than one statement')
  .refine(hasPlace, `has no place for the number: ${places}`)
  .refine(
    (text) => !/['"]\{(?:e164|digits|national|significant)\}/.test(text),
    'a place for the number takes no quotes',
  )

const postgres = z.strictObject({
  url: secret(
    z.string().refine((text) => /^postgres(?:ql)?:\/\//.test(text), 'not a URL that begins with postgres://'),
  ),
  query,
  connections: z.int().min(1).max(50).default(4),
})

const sqlite = z.strictObject({ file, query })

const csv = z.strictObject({
  file,
  delimiter: z.enum([',', ';', '\t', '|']).optional(),
  checkMs: ms.default(2_000),
})

const fields = z
  .strictObject({
    number: paths.optional(),
    id: path.optional(),
    name: paths.optional(),
    firstName: path.optional(),
    tier: path.optional(),
    language: path.optional(),
    attributes: z
      .record(z.string().regex(/^[A-Za-z][\w-]{0,63}$/, 'not a name that an attribute can have'), path)
      .optional(),
  })
  .refine(({ number: _, ...rest }) => Object.keys(rest).length > 0, 'says nothing about a customer')

const cache = z
  .strictObject({
    hitMs: ms.default(300_000),
    missMs: ms.default(60_000),
    staleMs: ms.default(86_400_000),
    staleWaitMs: ms.default(150),
    entries: z.int().min(1).max(1_000_000).default(10_000),
  })
  .prefault({})

const sources = ['http', 'postgres', 'sqlite', 'csv'] as const

/** What a config says under `with`. */
export const optionsSchema = z
  .strictObject({
    http: http.optional(),
    postgres: postgres.optional(),
    sqlite: sqlite.optional(),
    csv: csv.optional(),
    fields,
    country: z
      .string()
      .refine(isCountry, 'not a country that a number can belong to; ISO 3166-1 alpha-2, like NL')
      .optional(),
    tiers: z.array(z.string().min(1).max(100)).min(1).optional(),
    timeoutMs: ms.max(30_000).default(3_000),
    cache,
  })
  .superRefine((options, context) => {
    if (sources.filter((name) => options[name] !== undefined).length !== 1) {
      context.addIssue({ code: 'custom', message: `takes exactly one of ${sources.join(', ')}` })
    }
    if (options.csv !== undefined && options.fields.number === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['fields', 'number'],
        message: 'says which column of the file has the numbers',
      })
    }
  })

export type Options = z.output<typeof optionsSchema>

const sample = { e164: '+31612345678', digits: '31612345678', national: '0612345678', significant: '612345678' }

/** What is wrong with a URL that has places for the number in it. */
function urlProblem(template: string): string | undefined {
  const filled = fillUrl(template, sample)
  if (!isUrl(filled)) return 'not an http or https URL without a user in it'
  if (/[{}]/.test(filled)) return `has braces around something that is no place for the number: ${places}`
  // nobody who rings may choose the server
  const [origin = ''] = /^https?:\/\/[^/?#]*/i.exec(template) ?? []
  return hasPlace(origin) ? 'has a place for the number in the name of the server' : undefined
}

function isUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return /^https?:$/.test(protocol) && username === '' && password === ''
}

function isHeader(name: string, value: string): boolean {
  try {
    new Headers([[name, value]])
    return true
  } catch {
    return false
  }
}
