import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Entry } from '@preanswer/core'
import { analysis, goldPatch, speech } from '../job.ts'
import { callerAt } from './calls.ts'

/** A bundled plugin with the options that a business would give it. */
export interface PluginCase {
  /** Loads only this plugin, so that start-up times can be compared */
  open(): Promise<Entry>
  /** Whether callers are known to the app: for plugins that ask what others found out */
  readonly withFacts?: boolean
}

export type PluginName = keyof typeof pluginCases

const closed = {
  nl: 'Wij zijn gesloten. U kunt ons {{nextOpening}} weer bellen.',
  en: 'We are closed, and open again {{nextOpening}}.',
  de: 'Wir haben geschlossen. Sie erreichen uns wieder {{nextOpening}}.',
}
const hours = { 'mon-fri': ['08:00-12:30', '13:15-18:00'], sat: ['10:00-16:00'] }

/** In the order of the table. */
export const pluginCases = {
  'business-hours': {
    async open() {
      const { businessHours } = await import('@preanswer/plugin-business-hours')
      return businessHours({ hours, holidays: { country: 'NL' }, closed: { patch: { firstMessage: closed } } })
    },
  },
  'language-by-country-code': {
    async open() {
      const { languageByCountryCode } = await import('@preanswer/plugin-language-by-country-code')
      return languageByCountryCode({ languages: speech })
    },
  },
  'vip-model': {
    async open() {
      const { vipModel } = await import('@preanswer/plugin-vip-model')
      const callers = Array.from({ length: 200 }, (_, index) => callerAt(index * 10) ?? '+31612000000')
      return vipModel({ tiers: { gold: { callers: [...new Set(callers)], patch: goldPatch } } })
    },
  },
  'customer-lookup': {
    async open() {
      const { customerLookup } = await import('@preanswer/plugin-customer-lookup')
      return customerLookup({
        http: { url: `${await startCrm()}/customers?phone={e164}` },
        fields: { number: 'phone', name: 'name', firstName: 'firstName', tier: 'plan', language: 'locale' },
        // the first call of each caller asks, all others do not
        cache: { hitMs: 3_600_000 },
      })
    },
  },
  'caller-screening': {
    async open() {
      const { callerScreening } = await import('@preanswer/plugin-caller-screening')
      return callerScreening({
        deny: { callers: ['+31612999999'], prefixes: ['+882'] },
        countries: { deny: ['US'] },
        rate: { calls: 20, minutes: 60 },
        reject: { nl: 'Wij kunnen uw oproep niet aannemen.', en: 'We cannot take your call.' },
      })
    },
  },
  greeting: {
    withFacts: true,
    async open() {
      const { greeting } = await import('@preanswer/plugin-greeting')
      return greeting({
        texts: {
          nl: [
            '{{salutation}} {{customer.firstName}}, u spreekt met De Linde.',
            '{{salutation}}, u spreekt met De Linde.',
          ],
          en: ['{{salutation}} {{customer.firstName}}, this is De Linde.', '{{salutation}}, this is De Linde.'],
        },
      })
    },
  },
  'call-limits': {
    withFacts: true,
    async open() {
      const { callLimits } = await import('@preanswer/plugin-call-limits')
      return callLimits({
        limits: [
          { tiers: ['gold'], maxDurationSeconds: 1_800 },
          { hours: { 'mon-fri': ['18:00-08:00'], 'sat-sun': ['00:00-24:00'] }, maxDurationSeconds: 180 },
          { maxDurationSeconds: 600 },
        ],
      })
    },
  },
  'ab-test': {
    withFacts: true,
    async open() {
      const { abTest } = await import('@preanswer/plugin-ab-test')
      return abTest({
        experiment: 'short-greeting',
        coverage: 0.5,
        variants: { control: {}, short: { patch: { firstMessage: { nl: 'De Linde!', en: 'De Linde speaking!' } } } },
        exclude: { tiers: ['gold'] },
      })
    },
  },
  'analysis-plan': {
    async open() {
      const { analysisPlan } = await import('@preanswer/plugin-analysis-plan')
      return analysisPlan(analysis)
    },
  },
  disclosure: {
    async open() {
      const { disclosure } = await import('@preanswer/plugin-disclosure')
      return disclosure({ country: 'NL', recorded: true })
    },
  },
} as const satisfies Readonly<Record<string, PluginCase>>

/** A CRM that knows everybody; it ends with the process. */
async function startCrm(): Promise<string> {
  const server = createServer((request, response) => {
    const phone = new URL(request.url ?? '', 'http://crm').searchParams.get('phone')
    const customer = { phone, name: 'Zoë Van den Berg', firstName: 'Zoë', plan: 'gold', locale: 'nl' }
    response.setHeader('content-type', 'application/json').end(JSON.stringify([customer]))
  }).listen(0, '127.0.0.1')
  server.unref()
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
