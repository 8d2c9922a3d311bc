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
  tokenUrl: url.meta({ description: 'where' }),
  clientId: z.string().min(1).meta({ description: 'sent in the body of the request, as a form' }),
  clientSecret: secret(z.string().min(1)).meta({ description: 'sent in the body of the request, as a form' }),
  scope: z.string().min(1).optional(),
})

const http = z
  .strictObject({
    url: secret(z.string()).meta({ description: 'https, or http on this machine; plain http elsewhere is a warning' }),
    method: z.enum(['GET', 'POST']).optional().meta({ absent: '`POST` where there is a body' }),
    headers: headers
      .default({})
      .meta({ absent: '`accept`, `user-agent`, `content-type`', description: 'their values are secrets' }),
    body: secret(z.json()).optional().meta({ shape: 'JSON', description: 'sent as JSON' }),
    records: path.optional().meta({
      shape: 'path',
      absent: 'the whole answer',
      description: 'where the records stand: a list, or one record',
    }),
    oauth: oauth
      .optional()
      .meta({ description: 'fetches a bearer token with client credentials, again when it ends or is refused' }),
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
  ).meta({ description: 'a secret; `?sslmode=verify-full` for a server elsewhere' }),
  query: query.meta({ unit: 'SQL', description: 'one SELECT with a place for the number' }),
  connections: z.int().min(1).max(50).default(4).meta({ description: 'most connections at once, up to 50' }),
})

const sqlite = z.strictObject({
  file: file.meta({
    shape: 'path',
    description: 'from the folder of the config; opened read-only, and anew when another file replaces it',
  }),
  query: query.meta({ unit: 'SQL', description: 'one SELECT with a place for the number' }),
})

const csv = z.strictObject({
  file: file.meta({
    shape: 'path',
    description: 'from the folder of the config; UTF-8, with a line of names, at most 50,000 rows and 16 MiB',
  }),
  delimiter: z
    .enum([',', ';', '\t', '|'])
    .optional()
    .meta({ shape: '`,`, `;`, tabulator or `|`', absent: 'found in the first line' }),
  checkMs: ms
    .default(2_000)
    .meta({ description: 'how often the file is looked at; a change is read when it has settled so long' }),
})

const fields = z
  .strictObject({
    number: paths.optional().meta({
      shape: 'path or list',
      description:
        "where the numbers of a record stand, in whatever notation. A record without the caller's is not taken",
    }),
    id: path.optional().meta({ shape: 'path', description: 'up to 200 characters' }),
    name: paths.optional().meta({ shape: 'path or list', description: 'several are joined by a blank' }),
    firstName: path.optional().meta({ shape: 'path' }),
    tier: path.optional().meta({ shape: 'path', description: 'a word of the business; see `tiers`' }),
    language: path.optional().meta({ shape: 'path', unit: 'BCP 47', description: '`nl`, `nl-NL`, `nl_NL`' }),
    attributes: z
      .record(z.string().regex(/^[A-Za-z][\w-]{0,63}$/, 'not a name that an attribute can have'), path)
      .optional()
      .meta({
        shape: 'record of paths',
        description: 'by a name of your own; texts up to 500 characters, numbers, yes and no',
      }),
  })
  .refine(({ number: _, ...rest }) => Object.keys(rest).length > 0, 'says nothing about a customer')

const cache = z
  .strictObject({
    hitMs: ms.default(300_000).meta({ description: 'a customer counts as known without asking again' }),
    missMs: ms.default(60_000).meta({ description: 'the same for a number that nobody has' }),
    staleMs: ms
      .default(86_400_000)
      .meta({ description: 'after this age a customer is not served any more, whatever happens' }),
    staleWaitMs: ms.default(150).meta({
      description:
        'a customer older than `hitMs` is asked for again; a call waits so long before it takes the old answer',
    }),
    entries: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(10_000)
      .meta({ description: 'numbers that are kept; the one that nobody asked about for longest goes first' }),
  })
  .prefault({})

const sources = ['http', 'postgres', 'sqlite', 'csv'] as const

/** What a config says under `with`. */
export const optionsSchema = z
  .strictObject({
    http: http.optional().meta({ description: 'asks over HTTP, reads JSON' }),
    postgres: postgres.optional().meta({ description: 'asks PostgreSQL' }),
    sqlite: sqlite.optional().meta({ description: 'asks SQLite' }),
    csv: csv.optional().meta({ description: 'reads a CSV file' }),
    fields: fields.meta({ description: 'where a record has what' }),
    country: z
      .string()
      .refine(isCountry, 'not a country that a number can belong to; ISO 3166-1 alpha-2, like NL')
      .optional()
      .meta({
        unit: 'ISO 3166-1 alpha-2',
        description:
          'whose national numbers the source has: `06 12345678` is Dutch. Without it they are not understood',
      }),
    tiers: z
      .array(z.string().min(1).max(100))
      .min(1)
      .optional()
      .meta({ absent: 'any', description: 'the words that count as a tier; others are left out' }),
    timeoutMs: ms.max(30_000).default(3_000).meta({
      unit: 'ms, up to 30,000',
      description: 'how long a question may take, also when no call waits for it any more. Not for `csv`',
    }),
    cache: cache.meta({ absent: 'see below', description: 'how long answers are kept. Not for `csv`' }),
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
