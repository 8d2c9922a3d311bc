import { analysisPlan } from '@preanswer/plugin-analysis-plan'
import { businessHours } from '@preanswer/plugin-business-hours'
import { languageByCountryCode } from '@preanswer/plugin-language-by-country-code'
import { vipModel } from '@preanswer/plugin-vip-model'
import { analysis, closedGreeting, goldCallers, goldPatch, openingTimes, speech } from '../job.ts'
import { embed } from './embed.ts'
import type { CreateServer } from './server.ts'

/** preanswer with its four plugins. */
export const preanswer: CreateServer = () =>
  embed([
    languageByCountryCode({ languages: speech }),
    vipModel({ tiers: { gold: { callers: [...goldCallers], patch: goldPatch } } }),
    businessHours({
      hours: { 'mon-sun': [`${openingTimes.from}-${openingTimes.to}`] },
      closedDates: [openingTimes.closedDate],
      closed: { patch: { firstMessage: closedGreeting } },
    }),
    analysisPlan(analysis),
  ])
