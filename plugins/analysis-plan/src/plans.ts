import { type AnalysisPlanPatch, speak } from '@preanswer/core'
import type { JsonSchema } from './keywords.ts'
import { type AnalysisMessage, type AskedIn, usualMessages } from './messages.ts'
import { type TemplateName, templateSchema } from './templates.ts'

/** One plan as options describe it; what is absent comes from the level above, then from the defaults. */
export interface PlanOptions {
  readonly enabled?: boolean | undefined
  readonly schema?: JsonSchema | undefined
  /** In place of a schema */
  readonly template?: TemplateName | undefined
  /** Of the template and of the usual messages; where absent, a template has the line's, and other messages are English */
  readonly language?: AskedIn | undefined
  readonly messages?: readonly AnalysisMessage[] | undefined
  /** Calls with fewer messages are not analysed */
  readonly minMessages?: number | undefined
}

/** The plan of a line, and what differs by the language of the call (BCP 47); `false` means no plan. */
export interface LineOptions extends PlanOptions {
  readonly byLanguage?: Readonly<Record<string, PlanOptions | false>> | undefined
}

/** The usual plan, and what differs by dialed number (E.164); `false` means no plan. */
export interface PlansOptions extends LineOptions {
  readonly byDialedNumber?: Readonly<Record<string, LineOptions | false>> | undefined
}

/** What a plan depends on. */
export interface Asked {
  /** E.164; absent on web calls */
  readonly dialedNumber?: string | undefined
  /** BCP 47: what is spoken in the call */
  readonly language?: string | undefined
  /** BCP 47: what the business speaks */
  readonly lineLanguage?: string | undefined
}

/** All plans, ready to be asked. */
export interface Plans {
  /** `undefined` where nothing is to be asked for */
  planFor(asked: Asked): AnalysisPlanPatch | undefined
}

/** Works out every plan once, so that a call only looks it up: its number's, then its language's. */
export function parsePlans({ byDialedNumber = {}, ...top }: PlansOptions): Plans {
  const usual = parseLine(top)
  const special = new Map(
    Object.entries(byDialedNumber).map(([dialedNumber, changes]) => [
      dialedNumber,
      changes === false ? undefined : parseLine(inherit(changes, top)),
    ]),
  )
  return {
    planFor({ dialedNumber, language, lineLanguage }) {
      const isSpecial = dialedNumber !== undefined && special.has(dialedNumber)
      const plans = isSpecial ? special.get(dialedNumber) : usual
      return plans?.(language)?.[isDutch(lineLanguage) ? 'nl' : 'en']
    },
  }
}

/** A plan as it stands in the options, without what it inherits. */
export interface WrittenPlan {
  readonly path: readonly (string | number)[]
  readonly plan: PlanOptions
  /** Whether it has something to fill in, of its own or from above */
  readonly asks: boolean
}

/** All plans that stand in the options; the first is the one at the top. */
export function writtenPlans(options: PlansOptions): [WrittenPlan, ...WrittenPlan[]] {
  const [top, ...byLanguage] = writtenOn(options, [], false)
  const lines = Object.entries(options.byDialedNumber ?? {}).flatMap(([dialedNumber, line]) =>
    line === false ? [] : writtenOn(line, ['byDialedNumber', dialedNumber], top.asks),
  )
  return [top, ...byLanguage, ...lines]
}

function writtenOn(line: LineOptions, path: WrittenPlan['path'], asksAbove: boolean): [WrittenPlan, ...WrittenPlan[]] {
  const own = { path, plan: line, asks: asksAbove || hasContent(line) }
  const changed = Object.entries(line.byLanguage ?? {}).flatMap(([tag, plan]) =>
    plan === false ? [] : [{ path: [...path, 'byLanguage', tag], plan, asks: own.asks || hasContent(plan) }],
  )
  return [own, ...changed]
}

function hasContent({ schema, template }: PlanOptions): boolean {
  return schema !== undefined || template !== undefined
}

/** A plan in both languages: the line's decides where the options do not. */
type Translations = Readonly<Record<AskedIn, AnalysisPlanPatch>>

/** The plans of one line, by the language of the call. */
function parseLine({
  byLanguage = {},
  ...plan
}: LineOptions): (language: string | undefined) => Translations | undefined {
  const usual = translate(plan)
  const special = new Map(
    Object.entries(byLanguage).map(([tag, changes]) => [
      tag,
      changes === false ? undefined : translate(inherit(changes, plan)),
    ]),
  )
  // the first text is said where none fits: zxx, no language
  const tags = { zxx: 'usual', ...Object.fromEntries([...special.keys()].map((tag) => [tag, tag])) }
  return function planIn(language) {
    const tag = speak(tags, [language])
    return special.has(tag) ? special.get(tag) : usual
  }
}

/** What is given counts; the rest is that of the level above. A template goes before a schema, so an own schema drops it. */
function inherit<Options extends LineOptions>(own: Options, above: LineOptions): Options {
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined))
  const { template, ...others } = above
  return { ...others, ...('schema' in given ? {} : { template }), ...given } as Options
}

function translate(plan: PlanOptions): Translations | undefined {
  const nl = toPatch(plan, 'nl')
  const en = toPatch(plan, 'en')
  return nl && en && { nl, en }
}

function toPatch(plan: PlanOptions, lineLanguage: AskedIn): AnalysisPlanPatch | undefined {
  const { enabled = true, template, minMessages } = plan
  const language = plan.language ?? (template === undefined ? 'en' : lineLanguage)
  const schema = template === undefined ? plan.schema : templateSchema(template, language)
  if (schema === undefined) return undefined
  const messages = plan.messages ?? usualMessages(language, template === undefined ? 'left-out' : 'null')
  const structuredData = { enabled, schema, messages: [...messages] }
  return minMessages === undefined ? { structuredData } : { structuredData, minMessages }
}

function isDutch(language: string | undefined): boolean {
  return language !== undefined && /^nl(?:-|$)/i.test(language)
}
