import { type SpokenText, spokenText } from '@preanswer/core'
import { type FileSource, type InlineSource, listedNumber, listedPrefix, listFile } from '@preanswer/number-list'
import { z } from 'zod'
import type { Rate } from './call-counts.ts'
import { unknownCountries } from './country.ts'

/** The rules that refuse calls, in the order in which they are asked. */
export const rules = ['deny', 'withheld', 'countries', 'rate'] as const
export type Rule = (typeof rules)[number]

/** What `setup` gets. */
export interface CheckedOptions {
  /** Callers listed as `allow` and `deny` */
  readonly sources: readonly (InlineSource | FileSource)[]
  /** What a rule says to those whom it refuses; a rule without a text refuses nobody */
  readonly texts: ReadonlyMap<Rule, SpokenText>
  /** ISO 3166-1 alpha-2 */
  isServed(country: string): boolean
  readonly rate?: Rate | undefined
}

const reject = spokenText.optional()

const list = z.strictObject({
  callers: z.array(listedNumber).optional(),
  prefixes: z.array(listedPrefix).optional(),
  file: listFile.optional(),
})
type List = z.output<typeof list>

const isUsed = ({ callers = [], prefixes = [], file }: List) =>
  callers.length + prefixes.length > 0 || file !== undefined
const unused = 'lists nobody: give it `callers`, `prefixes` or a `file`'

const countryCodes = z
  .array(z.string())
  .min(1)
  .superRefine(async (codes, context) => {
    const unknown = await unknownCountries(codes)
    codes.forEach((code, index) => {
      const message = 'not a country that a number can belong to; ISO 3166-1 alpha-2 in capitals, like GB'
      if (unknown.includes(code)) context.addIssue({ code: 'custom', path: [index], message })
    })
  })

const given = z.strictObject({
  allow: list
    .refine(isUsed, unused)
    .optional()
    .meta({ shape: '`{ callers?, prefixes?, file? }`', unit: 'E.164', description: 'callers whom no rule refuses' }),
  deny: list.extend({ reject }).refine(isUsed, unused).optional().meta({
    shape: '`{ callers?, prefixes?, file?, reject? }`',
    unit: 'E.164',
    description: 'callers who are refused',
  }),
  withheld: z
    .union([z.enum(['accept', 'reject']), z.strictObject({ reject: spokenText })])
    .optional()
    .meta({
      shape: '`accept`, `reject` or `{ reject }`',
      absent: '`accept`',
      description: 'what happens to callers without a number',
    }),
  countries: z
    .union([z.strictObject({ allow: countryCodes, reject }), z.strictObject({ deny: countryCodes, reject })])
    .optional()
    .meta({
      shape: '`{ allow, reject? }` or `{ deny, reject? }`',
      unit: 'ISO 3166-1 alpha-2',
      absent: 'all are served',
      description: 'the countries that are served, or those that are not',
    }),
  rate: z
    .strictObject({ calls: z.int().min(1).max(100), minutes: z.number().min(1).max(1_440), reject })
    .optional()
    .meta({
      shape: '`{ calls, minutes, reject? }`',
      unit: '1 to 100; 1 to 1440 min',
      description: 'how many calls of one caller are taken within so many minutes',
    }),
  reject: reject.meta({
    shape: 'text, or texts by language',
    unit: 'BCP 47',
    absent: 'required, unless each rule has its own',
    description: 'what is said where a rule has no `reject` of its own',
  }),
})

/** Options of `callerScreening`. Messages about numbers name the place, never the number. */
export const optionsSchema = given
  .superRefine((options, context) => {
    const used = usedRules(options)
    if (used.length === 0) context.addIssue({ code: 'custom', message: 'refuses nobody: give it a rule' })
    for (const [rule, own] of used) {
      if (own !== undefined || options.reject !== undefined) continue
      const message = 'has nothing to say: give it `reject`, or give one `reject` for all rules'
      context.addIssue({ code: 'custom', path: [rule], message })
    }
    for (const path of doubledIn(options)) {
      context.addIssue({ code: 'custom', path: ['deny', ...path], message: 'is listed in `allow` too' })
    }
  })
  .transform((options): CheckedOptions => {
    const { allow, deny, countries, rate } = options
    const texts = usedRules(options).flatMap(([rule, own = options.reject]) =>
      own === undefined ? [] : [[rule, own] as const],
    )
    return {
      sources: [...sourcesOf('allow', allow), ...sourcesOf('deny', deny)],
      texts: new Map(texts),
      isServed: servedBy(countries),
      rate: rate && { calls: rate.calls, windowMs: rate.minutes * 60_000 },
    }
  })

type Given = z.output<typeof given>

/** The rules that may refuse a call, each with its own text if it has one. */
function usedRules({ deny, withheld, countries, rate }: Given): [Rule, SpokenText | undefined][] {
  const used: [Rule, SpokenText | undefined][] = []
  if (deny !== undefined) used.push(['deny', deny.reject])
  if (withheld !== undefined && withheld !== 'accept') {
    used.push(['withheld', withheld === 'reject' ? undefined : withheld.reject])
  }
  if (countries !== undefined) used.push(['countries', countries.reject])
  if (rate !== undefined) used.push(['rate', rate.reject])
  return used
}

function doubledIn({ allow, deny }: Given): [list: string, index: number][] {
  return (['callers', 'prefixes'] as const).flatMap((key) => {
    const allowed = new Set(allow?.[key])
    return (deny?.[key] ?? []).flatMap((number, index): [string, number][] =>
      allowed.has(number) ? [[key, index]] : [],
    )
  })
}

function sourcesOf(value: 'allow' | 'deny', listed: List | undefined): (InlineSource | FileSource)[] {
  if (listed === undefined) return []
  const { callers, prefixes, file } = listed
  const inline = { value, numbers: callers, prefixes }
  return file === undefined ? [inline] : [inline, { value, file, at: [value, 'file'] }]
}

function servedBy(countries: Given['countries']): (country: string) => boolean {
  if (countries === undefined) return () => true
  if ('allow' in countries) return (country) => countries.allow.includes(country)
  return (country) => !countries.deny.includes(country)
}
