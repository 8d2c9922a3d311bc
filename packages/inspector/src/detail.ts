import {
  type Draft,
  type EndedExchange,
  type ErrorCode,
  type ExchangeDetail,
  errorTable,
  type HandedIn,
  type Reply,
  type Trace,
  type Verification,
} from '@preanswer/core'
import { describeDecision, describeRefusal } from './decision.ts'
import { changesBetween, ownedFields } from './fields.ts'
import { marksOf, type Remembered, summarize } from './memory.ts'
import type { CallDetail, CallSummary, HistoryStep } from './view.ts'

/** All that is known of a call. */
export function detailOf(call: Remembered, verification: Verification | undefined): CallDetail {
  const verified = verification === undefined ? {} : { verification }
  if ('exchange' in call) return { ...ofExchange(call.exchange, summarize(call)), ...verified }
  return { ...ofRefusal(call.code, summarize(call)), ...verified }
}

/** All that a call would have come to. */
export function detailOfReply({ status, body, trace, detail, drafts }: Reply): CallDetail {
  if (trace === undefined || detail === undefined || drafts === undefined) {
    const { code } = JSON.parse(body) as { code: ErrorCode }
    return ofRefusal(code, { id: '', at: Date.now(), kind: 'refused', reason: `${status}`, plugins: [] })
  }
  const { id, receivedAt: at, response, line, event, durationMs, deadline, taps } = trace
  const summary: CallSummary = {
    id,
    at,
    kind: response.kind,
    event,
    line,
    ...(response.reason === undefined ? {} : { reason: response.reason }),
    durationMs,
    allowedMs: deadline.limitMs - deadline.marginMs,
    plugins: marksOf(taps),
  }
  return describe(summary, trace, { ...detail, response: body }, drafts)
}

function ofExchange({ trace, detail, drafts }: EndedExchange, summary: CallSummary): CallDetail {
  return describe(summary, trace, detail, drafts)
}

function ofRefusal(code: ErrorCode, summary: CallSummary): CallDetail {
  const row = errorTable[code]
  return {
    summary,
    decision: describeRefusal(code),
    taps: [],
    facts: [],
    fields: [],
    dropped: [],
    history: [],
    refusal: { status: 'status' in row ? row.status : 500, message: row.message, hint: row.hint },
  }
}

type Values = Pick<ExchangeDetail, 'facts' | 'draft' | 'rejection' | 'patches' | 'response'>

function describe(summary: CallSummary, trace: Trace, values: Values, drafts: readonly Draft[]): CallDetail {
  const { response, taps, dialect, deadline } = trace
  const isRejected = values.rejection !== undefined
  const greeting = values.draft.firstMessage
  const spoken = values.rejection ?? greeting
  return {
    summary,
    decision: describeDecision(trace),
    ...(spoken === undefined || spoken === null ? {} : { spoken }),
    dialect,
    remainingMs: deadline.remainingMs,
    taps,
    facts: ownedFields(values.facts, trace.facts),
    fields: ownedFields(
      isRejected ? { rejection: values.rejection } : values.draft,
      response.owners,
      response.overridden,
    ),
    dropped: response.dropped,
    history: historyOf(values.patches, drafts),
    response: JSON.parse(values.response),
  }
}

/** What each tap changed: facts among the facts, a patch in the draft. */
function historyOf(patches: readonly HandedIn[], drafts: readonly Draft[]): HistoryStep[] {
  let facts: object = {}
  let draft = 0
  return patches.map((handedIn) => {
    const { entry, hook } = handedIn
    if ('rejection' in handedIn) return { entry, hook, changes: [], rejection: handedIn.rejection }
    if ('facts' in handedIn) {
      const before = facts
      const { customer } = before as { customer?: object }
      facts = { ...before, ...handedIn.facts, ...mergedCustomer(customer, handedIn.facts.customer) }
      return { entry, hook, changes: changesBetween(before, facts) }
    }
    draft += 1
    return { entry, hook, changes: changesBetween(drafts[draft - 1], drafts[draft]) }
  })
}

/** Facts are merged one by one, and those about a customer too. */
function mergedCustomer(before: object | undefined, found: object | undefined): object {
  return before === undefined && found === undefined ? {} : { customer: { ...before, ...found } }
}
