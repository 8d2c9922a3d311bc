import type { Dropped, TapTrace, Trace } from '@preanswer/core'

/** What happens to texts and lists that are sent all the same. */
const harmless: ReadonlySet<Dropped['reason']> = new Set(['unknown-variable', 'over-limit'])

/**
 * Tells whether a caller met the variant: the response went out with all of it. Not so when the call was rejected, another
 * plugin overrode a part of it, or a part could not be sent.
 *
 * @param remark What the experiment's tap noted in this call
 */
export function wasExposed({ taps, response }: Trace, remark: string): boolean {
  const tap = taps.find(({ hook, notes }) => hook === 'contribute' && notes.includes(remark))
  if (tap?.outcome !== 'used' || response.kind !== 'assistant') return false
  if (tap.lost.some(({ path }) => !isMark(path))) return false
  return !response.dropped.some((dropped) => !harmless.has(dropped.reason) && concerns(dropped, tap))
}

function concerns({ path, entry }: Dropped, tap: TapTrace): boolean {
  // the dialect drops a path of the draft, without a word of whose it was
  const isOurs = entry === tap.entry || tap.set.some((set) => set === path || set.startsWith(`${path}.`))
  return isOurs && !isMark(path)
}

/** The variant in the metadata is for the report: a caller does not hear it. */
function isMark(path: string): boolean {
  return path === 'metadata' || path.startsWith('metadata.')
}
