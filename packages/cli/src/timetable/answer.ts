import type { Host, ResponseKind } from '@preanswer/core'
import { assistantRequest } from '../test-call.ts'

/** What a caller gets at a time, as far as it can be told apart in a week. */
export interface TimetableAnswer {
  /** ms since the Unix epoch */
  readonly at: number
  readonly kind: ResponseKind
  /** The entry that turns the caller away, and why */
  readonly rejectedBy?: string
  readonly reason?: string
  /** What the caller hears first: the rejection, or a greeting that is not the saved one */
  readonly spoken?: string
  /** BCP 47: what is spoken with the caller */
  readonly language?: string
  /** Of the language model, where it is not the saved one */
  readonly model?: string
  /** Remarks of the plugins that had something to say, as `closed` or `holiday` */
  readonly notes: readonly string[]
}

/** An answer with what it tells about its day. */
export interface Asked {
  readonly answer: TimetableAnswer
  readonly line: string
  readonly timeZone?: string
  readonly holiday?: string
}

/** A call as it is asked about. */
export interface Ring {
  /** E.164, or `withheld` */
  readonly from: string
  /** E.164; absent for the default line */
  readonly to?: string | undefined
}

/** Tries a call at a time. `undefined` where the host is closed. */
export async function askAt(host: Pick<Host, 'answer'>, ring: Ring, at: number): Promise<Asked | undefined> {
  const body = JSON.stringify(assistantRequest({ ...ring, dialect: 'snake', at }))
  const headers = { 'content-type': 'application/json' }
  const { trace, detail } = await host.answer({
    headers,
    body,
    trusted: true,
    detail: true,
    receivedAt: at,
    rehearsal: {},
  })
  if (trace === undefined || detail === undefined) return undefined
  const { kind, rejectedBy, reason } = trace.response
  const { language, timeZone, openingHours } = detail.facts
  const spoken = detail.rejection ?? detail.draft.firstMessage
  const model = kind === 'rejection' ? undefined : detail.draft.llm?.model
  const speaking = trace.taps.filter(({ outcome }) => outcome === 'used' || outcome === 'rejected')
  return {
    line: trace.line,
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(openingHours?.holiday === undefined ? {} : { holiday: openingHours.holiday }),
    answer: {
      at,
      kind,
      ...(rejectedBy === undefined ? {} : { rejectedBy }),
      ...(reason === undefined ? {} : { reason }),
      ...(spoken === undefined ? {} : { spoken }),
      ...(language === undefined ? {} : { language }),
      ...(model === undefined ? {} : { model }),
      notes: [...new Set(speaking.flatMap(({ notes }) => notes))].filter(
        (note) => note !== reason && note !== ofTheHost,
      ),
    },
  }
}

/** Says something about the moment of a try, and nothing about the hour. */
const ofTheHost = 'held-the-thread'

/** What tells answers apart. Texts do not: they may name the hour. */
export function keyOf({ kind, rejectedBy, reason, language, model, notes }: TimetableAnswer): string {
  return JSON.stringify([kind, rejectedBy, reason, language, model, notes])
}
