import { abTest } from '@preanswer/plugin-ab-test'
import { analysisPlan } from '@preanswer/plugin-analysis-plan'
import { businessHours } from '@preanswer/plugin-business-hours'
import { callLimits } from '@preanswer/plugin-call-limits'
import { callerScreening } from '@preanswer/plugin-caller-screening'
import { customerLookup } from '@preanswer/plugin-customer-lookup'
import { disclosure } from '@preanswer/plugin-disclosure'
import { greeting } from '@preanswer/plugin-greeting'
import { languageByCountryCode } from '@preanswer/plugin-language-by-country-code'
import { vipModel } from '@preanswer/plugin-vip-model'
import { defineConfig } from 'preanswer'
import { z } from 'zod'
import { openingHours } from './opening-hours.ts'
import { closedTexts, greetings, languages, refusals, shortGreeting } from './speech.ts'

const { SHOP_API = 'http://127.0.0.1:8080', SHOP_API_TOKEN = 'development-token', PREANSWER_SECRET } = process.env

/** What the shop wants to know of each call. */
const report = z.strictObject({
  topic: z.enum(['order', 'return', 'advice', 'complaint', 'other']),
  orderNumber: z.string().nullable().describe('as the caller said it'),
  solved: z.boolean(),
})

export default defineConfig({
  // the development secret counts for callers on this machine only
  secrets: PREANSWER_SECRET || 'development-secret',
  language: 'nl',
  languages: Object.keys(languages),
  timeZone: 'Europe/Amsterdam',
  variables: { shop: 'Wielwerk' },
  assistant: {
    firstMessage: 'Goedendag, dit is Wielwerk. Waarmee kan ik u helpen?',
    llm: {
      provider: 'openai',
      model: 'gpt-5.4-mini',
      prompt: 'You are the help desk of a shop for bicycle parts. Speak the caller’s language. Be brief.',
    },
    stt: { provider: 'deepgram', model: 'nova-3', language: 'nl' },
    tts: { provider: 'elevenlabs', voiceId: 'shop-voice-nl', model: 'eleven_flash_v2_5' },
    analysisPlan: {},
  },
  plugins: [
    callerScreening({
      deny: { file: 'nuisance.csv' },
      rate: { calls: 5, minutes: 10 },
      reject: refusals,
    }),
    // a call waits for the shop's API, but not for long
    {
      ...customerLookup({
        http: {
          url: `${SHOP_API}/customers?phone={e164}`,
          headers: { authorization: `Bearer ${SHOP_API_TOKEN}` },
        },
        fields: {
          number: 'phone',
          firstName: 'firstName',
          language: 'locale',
          tier: 'plan',
          attributes: { order: 'lastOrder.number' },
        },
        country: 'NL',
        tiers: ['plus'],
      }),
      budgetMs: 1_500,
    },
    languageByCountryCode({ languages }),
    greeting({ texts: greetings }),
    vipModel({ tiers: { plus: { patch: { llm: { model: 'gpt-5.4' } } } } }),
    abTest({
      experiment: 'short-greeting',
      coverage: 0.5,
      variants: { control: {}, short: { patch: { firstMessage: shortGreeting } } },
      exclude: { tiers: ['plus'] },
    }),
    // customers with Plus are helped at any hour
    businessHours({
      hours: openingHours,
      holidays: { country: 'NL' },
      exemptTiers: ['plus'],
      closed: { reject: closedTexts },
    }),
    callLimits({
      limits: [
        { tiers: ['plus'], maxDurationSeconds: 1_800 },
        { untilClosing: { minimumSeconds: 120, graceSeconds: 300 }, maxDurationSeconds: 900 },
      ],
    }),
    analysisPlan({ schema: report }),
    disclosure({ country: 'NL' }),
  ],
})
