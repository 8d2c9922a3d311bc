import type { JsonSchema } from './keywords.ts'
import type { AskedIn } from './messages.ts'

export const templateNames = ['appointment', 'support', 'lead', 'complaint', 'survey'] as const
export type TemplateName = (typeof templateNames)[number]

/**
 * The schema of a template, described in a language; the names and choices are the same in each. It keeps to the subset that structured output takes: what a call does not tell is null.
 */
export function templateSchema(name: TemplateName, language: AskedIn): JsonSchema {
  const fields = Object.entries({ ...templates[name], ...common })
  return {
    type: 'object',
    properties: Object.fromEntries(
      fields.map(([field, { nl, en, ...keywords }]) => [
        field,
        { ...keywords, description: language === 'nl' ? nl : en },
      ]),
    ),
    required: fields.map(([field]) => field),
    additionalProperties: false,
  }
}

/** One property: its keywords, and its description in each language. */
interface Field {
  readonly type: string | readonly string[]
  readonly enum?: readonly (string | null)[]
  readonly minimum?: number
  readonly maximum?: number
  readonly nl: string
  readonly en: string
}

type Fields = Readonly<Record<string, Field>>

/** Text that the call may not tell. */
function textOrNull(nl: string, en: string): Field {
  return { type: ['string', 'null'], nl, en }
}

function yesOrNo(nl: string, en: string): Field {
  return { type: 'boolean', nl, en }
}

function oneOf(values: readonly string[], nl: string, en: string): Field {
  return { type: 'string', enum: values, nl, en }
}

function scoreOrNull(minimum: number, maximum: number, nl: string, en: string): Field {
  return { type: ['integer', 'null'], minimum, maximum, nl, en }
}

/** What everybody wants to know; it stands last. */
const common: Fields = {
  callerName: textOrNull('naam van de beller, zoals genoemd', 'name of the caller, as given'),
  callBack: yesOrNo('of iemand moet terugbellen', 'whether somebody should call back'),
  summary: { type: 'string', nl: 'het gesprek in één of twee zinnen', en: 'the call in one or two sentences' },
}

const templates: Readonly<Record<TemplateName, Fields>> = {
  appointment: {
    outcome: oneOf(
      ['booked', 'rescheduled', 'cancelled', 'requested', 'none'],
      'wat er van de afspraak is geworden: gemaakt, verzet, afgezegd, nog te maken, of geen afspraak',
      'what became of the appointment; requested: still to be made',
    ),
    date: textOrNull('datum van de afspraak, als 2026-12-31', 'date of the appointment, like 2026-12-31'),
    time: textOrNull('tijd van de afspraak, als 09:30', 'time of the appointment, like 09:30'),
    reason: textOrNull('waarvoor de afspraak is', 'what the appointment is for'),
  },
  support: {
    topic: { type: 'string', nl: 'waar de vraag over gaat, in enkele woorden', en: 'what it is about, in a few words' },
    product: textOrNull('product of dienst waar het om gaat', 'product or service that it is about'),
    urgency: oneOf(['low', 'normal', 'high'], 'hoe dringend het voor de beller is', 'how urgent it is to the caller'),
    tried: textOrNull('wat de beller al heeft geprobeerd', 'what the caller has tried already'),
    resolved: yesOrNo('of de vraag in het gesprek is opgelost', 'whether it was solved in the call'),
  },
  lead: {
    interest: textOrNull('waar de beller belangstelling voor heeft', 'what the caller is interested in'),
    company: textOrNull('bedrijf van de beller', 'company of the caller'),
    budget: textOrNull('budget, zoals genoemd', 'budget, as given'),
    timeframe: textOrNull('wanneer de beller wil beslissen of kopen', 'when the caller wants to decide or buy'),
    quality: oneOf(['hot', 'warm', 'cold'], 'hoe waarschijnlijk een aankoop is', 'how likely a purchase is'),
    nextStep: oneOf(['call', 'quote', 'visit', 'information', 'none'], 'wat er is afgesproken', 'what was agreed'),
  },
  complaint: {
    subject: {
      type: 'string',
      nl: 'waar de klacht over gaat, in enkele woorden',
      en: 'what it is about, in a few words',
    },
    orderNumber: textOrNull('bestelnummer of dossiernummer, zoals genoemd', 'number of the order or file, as given'),
    severity: oneOf(['minor', 'serious', 'critical'], 'hoe ernstig de klacht is', 'how serious the complaint is'),
    wanted: textOrNull('welke oplossing de beller wil', 'what the caller wants to be done'),
    resolved: yesOrNo('of de klacht in het gesprek is opgelost', 'whether it was solved in the call'),
  },
  survey: {
    completed: yesOrNo('of alle vragen zijn beantwoord', 'whether all questions were answered'),
    satisfaction: scoreOrNull(1, 5, 'tevredenheid van 1 tot en met 5', 'satisfaction from 1 to 5'),
    recommendation: scoreOrNull(
      0,
      10,
      'hoe waarschijnlijk een aanbeveling is, van 0 tot en met 10',
      'how likely a recommendation is, from 0 to 10',
    ),
    liked: textOrNull('wat goed beviel', 'what was liked'),
    disliked: textOrNull('wat beter kan', 'what could be better'),
  },
}
