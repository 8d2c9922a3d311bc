import type { Host } from '@preanswer/core'
import type { WeekView } from './view.ts'

/** What the inspector shows, and by whom it has calls tried. */
export interface Inspected {
  readonly host: Pick<Host, 'answer' | 'config' | 'diagnose' | 'health' | 'lines' | 'plan'>
  /** Of what serves the page, as people know it */
  readonly version: string
  /** The body of a webhook that the platform would send for such a call */
  webhookBody(call: AskedCall): string
  /** What a caller would get, hour by hour; no such view where absent. Rejects with a message for people */
  timetable?(question: WeekQuestion): Promise<WeekView>
  /** Takes what came from the environment out of a text of the config */
  redact?(text: string): string
}

/** A call that somebody asks about. */
export interface AskedCall {
  /** E.164, or `withheld` */
  readonly from: string
  /** E.164 */
  readonly to: string
  readonly dialect: 'legacy' | 'camel' | 'snake'
  /** ms since the Unix epoch */
  readonly at: number
}

/** A week that somebody asks about. */
export interface WeekQuestion {
  /** Name of a line, or a number dialed; the default line where absent */
  readonly line?: string | undefined
  /** E.164, or `withheld`, as where absent */
  readonly from?: string | undefined
  /** `2026-W52`; this week where absent */
  readonly week?: string | undefined
}
