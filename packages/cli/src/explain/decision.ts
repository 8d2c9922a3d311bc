import type { Facts, TapTrace, Trace } from '@preanswer/core'

/** Says in one sentence what was decided about a call, and who decided it; a second one names what it had to do without. */
export function sayDecision(trace: Trace, facts: Facts = {}): string {
  const missing = trace.taps.filter(isMissing).map(({ entry, outcome }) => `${entry} (${outcome})`)
  const sentence = `${sentences[trace.response.kind](trace, facts)}.`
  return missing.length === 0 ? sentence : `${sentence} It had to do without ${list([...new Set(missing)])}.`
}

const sentences: Readonly<Record<Trace['response']['kind'], (trace: Trace, facts: Facts) => string>> = {
  rejection: sayRejection,
  assistant: sayAssistant,
  default: ({ response }) =>
    response.dropped.length === 0
      ? 'The assistant saved on the platform answers as it is: no plugin changed anything'
      : 'The assistant saved on the platform answers as it is: what plugins asked for could not be sent',
  fallback: () =>
    'The fallback answers: no plugin had anything to say, and the platform has no assistant of its own here',
  acknowledged: () => 'The event was acknowledged: it needs no decision',
  'tool-results': () => 'The tools were answered with: not available',
  forwarded: () => 'The event was passed on',
}

function sayRejection({ taps, response: { rejectedBy = 'nobody', reason } }: Trace, { openingHours }: Facts): string {
  const instead = taps.find(({ entry, onFailure }) => entry === rejectedBy && onFailure === 'reject')
  if (instead !== undefined) return `The caller was turned away because ${rejectedBy} failed (${instead.outcome})`
  const who = rejectedBy === 'override' ? 'an operator, for now' : rejectedBy
  const why = [reason?.replaceAll('-', ' '), reason === 'holiday' ? openingHours?.holiday : undefined]
  const known = why.filter((word) => word !== undefined)
  return `The caller was turned away by ${who}${known.length === 0 ? '' : `: ${known.join(', ')}`}`
}

function sayAssistant({ response: { owners } }: Trace): string {
  const byEntry = new Map<string, Set<string>>()
  for (const [path, entry] of Object.entries(owners)) {
    // variables are in the texts that they fill
    if (!configOwners.has(entry) && !path.startsWith('variables')) {
      byEntry.set(entry, (byEntry.get(entry) ?? new Set()).add(shortened(path)))
    }
  }
  const parts = [...byEntry].map(([entry, paths]) => `${list([...paths])} of ${entry}`)
  return parts.length === 0 ? 'The assistant of the config answers' : `The assistant answers with ${parts.join('; ')}`
}

/** Owners that are no plugins. */
const configOwners = new Set(['snapshot', 'fallback', 'host'])

/** It should have said something before the response and could not. */
function isMissing({ hook, outcome }: TapTrace): boolean {
  return hook !== 'observe' && ['timed-out', 'failed', 'invalid', 'skipped'].includes(outcome)
}

/** Two steps of a path: a schema alone has dozens. */
function shortened(path: string): string {
  return path
    .split('.')
    .slice(0, 2)
    .join('.')
    .replace(/\[\d+\]$/, '')
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
