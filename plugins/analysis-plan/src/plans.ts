import type { AnalysisPlanPatch } from '@preanswer/core'
import type { JsonSchema } from './keywords.ts'
import { type AnalysisMessage, defaultMessages } from './messages.ts'

/** One plan as options describe it; what is absent comes from the top level, then from the defaults. */
export interface PlanOptions {
  readonly enabled?: boolean | undefined
  readonly schema?: JsonSchema | undefined
  readonly messages?: readonly AnalysisMessage[] | undefined
  /** Calls with fewer messages are not analysed */
  readonly minMessages?: number | undefined
}

/** The plan of the line, and what differs by dialed number (E.164); `false` means no plan. */
export interface PlansOptions extends PlanOptions {
  readonly byDialedNumber?: Readonly<Record<string, PlanOptions | false>> | undefined
}

/** All plans, ready to be asked. */
export interface Plans {
  /** `undefined` where nothing is to be asked for */
  planFor(dialedNumber: string | undefined): AnalysisPlanPatch | undefined
}

/** Works out the plan of each dialed number once, so that a call only looks it up. */
export function parsePlans(options: PlansOptions): Plans {
  const usual = toPlan(options)
  const special = new Map(
    Object.entries(options.byDialedNumber ?? {}).map(([dialedNumber, changes]) => [
      dialedNumber,
      changes === false ? undefined : toPlan(changes, options),
    ]),
  )
  return {
    planFor(dialedNumber) {
      return dialedNumber !== undefined && special.has(dialedNumber) ? special.get(dialedNumber) : usual
    },
  }
}

function toPlan(own: PlanOptions, top: PlanOptions = {}): AnalysisPlanPatch | undefined {
  const enabled = own.enabled ?? top.enabled ?? true
  const schema = own.schema ?? top.schema
  const messages = own.messages ?? top.messages ?? defaultMessages
  const minMessages = own.minMessages ?? top.minMessages
  if (schema === undefined) return undefined
  const structuredData = { enabled, schema, messages: [...messages] }
  return minMessages === undefined ? { structuredData } : { structuredData, minMessages }
}
