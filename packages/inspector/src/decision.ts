import { type ErrorCode, errorTable, type TapTrace, type Trace } from '@preanswer/core'

/** The decision in one sentence, for people. */
export function describeDecision(trace: Trace): string {
  return [decisionOf(trace), ...trace.taps.filter(isLost).slice(0, 3).map(describeLoss)].join(' ')
}

/** Why a webhook got no exchange. */
export function describeRefusal(code: ErrorCode): string {
  const row = errorTable[code]
  return 'status' in row ? `Refused with ${row.status}. ${row.message}` : `Refused. ${row.message}`
}

function decisionOf({ response, durationMs, event }: Trace): string {
  const took = `in ${describeMs(durationMs)}`
  const { kind, owners, rejectedBy, reason } = response
  const entries = [...new Set(Object.values(owners))].filter((entry) => !ownOfConfig.has(entry))
  switch (kind) {
    case 'rejection':
      return `Rejected by ${rejectedBy ?? 'a plugin'}${reason === undefined ? '' : ` (${reason})`} ${took}.`
    case 'assistant':
      return entries.length === 0
        ? `Answered with the assistant of the config ${took}.`
        : `Answered with an assistant shaped by ${listed(entries)} ${took}.`
    case 'fallback':
      return `Answered with the fallback ${took}: no plugin had anything to say.`
    case 'default':
      return `Left to the platform’s saved assistant ${took}: no plugin had anything to say.`
    case 'forwarded':
      return `Passed on: ${event} is not answered here.`
    case 'tool-results':
      return 'Answered that the tool is not available.'
    case 'acknowledged':
      return `Acknowledged ${took}: ${event} needs no decision.`
  }
}

/** Owners that are no plugins. */
const ownOfConfig: ReadonlySet<string> = new Set(['snapshot', 'fallback', 'host', 'app', 'variables'])

function isLost({ outcome, reason }: TapTrace): boolean {
  return outcome === 'timed-out' || outcome === 'failed' || outcome === 'invalid' || reason === 'breaker-open'
}

function describeLoss({ entry, outcome, durationMs }: TapTrace): string {
  switch (outcome) {
    case 'timed-out':
      return `${entry} was given up after ${describeMs(durationMs)}.`
    case 'failed':
      return `${entry} failed.`
    case 'invalid':
      return `${entry} returned something that could not be taken.`
    default:
      return `${entry} was skipped: it kept failing.`
  }
}

function listed(names: readonly string[]): string {
  return new Intl.ListFormat('en').format(names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names)
}

function describeMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString('en')} ms`
}
