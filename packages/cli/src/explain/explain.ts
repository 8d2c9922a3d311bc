import {
  type Dropped,
  type ExchangeDetail,
  type HandedIn,
  maskNumber,
  type TapTrace,
  type Trace,
} from '@preanswer/core'
import { sayDecision } from './decision.ts'

/** A call that is over: tried just now, or recorded. */
export interface CallView {
  readonly trace: Trace
  /** The values; absent where a recording keeps traces only */
  readonly detail?: Omit<ExchangeDetail, 'receivedAt' | 'request' | 'response'>
}

/** Why a call was answered as it was. Values are absent where only the trace is known. */
export interface Explanation {
  readonly decision: string
  readonly call: {
    /** ISO 8601 */
    readonly receivedAt: string
    /** IANA zone of the line */
    readonly timeZone?: string
    readonly line: string
    readonly dialect: string
    /** Masked */
    readonly caller?: string
    readonly dialedNumber?: string
  }
  readonly facts: readonly { readonly path: string; readonly value?: unknown; readonly owner: string }[]
  readonly taps: readonly ExplainedTap[]
  readonly response: {
    readonly kind: Trace['response']['kind']
    readonly durationMs: number
    /** What the platform allows less the margin */
    readonly allowedMs: number
    /** What a caller hears who is turned away */
    readonly rejection?: string
    readonly fields: readonly ExplainedField[]
    readonly dropped: readonly Dropped[]
  }
}

export interface ExplainedTap extends TapTrace {
  /** What it returned, or what its `onFailure` said instead */
  readonly returned?: unknown
}

export interface ExplainedField {
  readonly path: string
  readonly value?: unknown
  readonly owner: string
  /** Entries that had set it before */
  readonly overrode: readonly string[]
}

/** Puts together who said what in a call, and what became of it. */
export function explainCall({ trace, detail }: CallView): Explanation {
  const { response, deadline } = trace
  const { caller, dialedNumber, facts: { timeZone } = {} } = detail ?? {}
  return {
    decision: sayDecision(trace, detail?.facts),
    call: {
      receivedAt: new Date(trace.receivedAt).toISOString(),
      ...(timeZone === undefined ? {} : { timeZone }),
      line: trace.line,
      dialect: trace.dialect,
      ...(detail === undefined ? {} : { caller: maskNumber(caller) }),
      ...(dialedNumber === undefined ? {} : { dialedNumber }),
    },
    facts: Object.entries(trace.facts).map(([path, owner]) => ({ path, ...valueAt(detail?.facts, path), owner })),
    taps: trace.taps.map((tap, run) => ({ ...tap, ...returnedBy(run, detail?.patches) })),
    response: {
      kind: response.kind,
      durationMs: trace.durationMs,
      allowedMs: deadline.limitMs - deadline.marginMs,
      ...(detail?.rejection === undefined ? {} : { rejection: detail.rejection }),
      fields: Object.entries(response.owners)
        .filter(([path]) => path !== 'rejection')
        .map(([path, owner]) => ({
          path,
          ...valueAt(detail?.draft, path),
          owner,
          overrode: overriddenAt(path, trace),
        })),
      dropped: response.dropped,
    },
  }
}

function returnedBy(run: number, patches: readonly HandedIn[] | undefined): { returned?: unknown } {
  const own = patches?.find((handedIn) => handedIn.run === run)
  if (own === undefined) return {}
  return { returned: 'facts' in own ? own.facts : 'patch' in own ? own.patch : { reject: own.rejection } }
}

function overriddenAt(path: string, { response }: Trace): string[] {
  return [...new Set(response.overridden.filter((override) => override.path === path).map(({ entry }) => entry))]
}

/** What stands at a path of facts or a draft; nothing where it cannot be told. */
function valueAt(root: object | undefined, path: string): { value?: unknown } {
  const steps = path.split(/\.|\[(?=\d+\])/).map((step) => step.replace(/\]$/, ''))
  const value = steps.reduce<unknown>((inside, step) => {
    if (Array.isArray(inside)) return inside[Number(step)] ?? inside.find((tool) => isTool(tool, step))
    const isThere = typeof inside === 'object' && inside !== null && Object.hasOwn(inside, step)
    return isThere ? (inside as Record<string, unknown>)[step] : undefined
  }, root)
  return value === undefined ? {} : { value }
}

/** Paths name tools by function, by server or by type. */
function isTool(tool: Readonly<Record<string, unknown>>, key: string): boolean {
  return [tool.name, `mcp:${tool.serverId}`, `type:${tool.type}`].includes(key)
}
