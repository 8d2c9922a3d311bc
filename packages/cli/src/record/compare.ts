import { formatPath } from '@preanswer/core'
import diff from 'microdiff'

/** A place at which two values differ. */
export interface Change {
  /** As `assistant.first_message` */
  readonly path: string
  /** Absent where there was nothing */
  readonly before?: unknown
  /** Absent where there is nothing any more */
  readonly after?: unknown
}

/** Where two JSON values differ, path by path. The order of keys does not count, that of lists does. */
export function compare(before: unknown, after: unknown): Change[] {
  // wrapped, as microdiff compares what is inside of an object
  return diff({ value: before }, { value: after }, { cyclesFix: false }).map((difference) => ({
    path: formatPath(difference.path.slice(1)),
    ...(difference.type === 'CREATE' ? {} : { before: difference.oldValue }),
    ...(difference.type === 'REMOVE' ? {} : { after: difference.value }),
  }))
}

/** Characters of a value that are shown: what is around the first difference. */
const shown = 160

/** Changes for people: the path, what was, what is. */
export function describeChanges(
  changes: readonly Change[],
  { red, green }: Record<'red' | 'green', (text: string) => string>,
): string[] {
  return changes.flatMap((change) => {
    const [before, after] = cut(textOf(change, 'before'), textOf(change, 'after'))
    return [
      change.path === '' ? '(all of it)' : change.path,
      ...(before === undefined ? [] : [red(`  - ${before}`)]),
      ...(after === undefined ? [] : [green(`  + ${after}`)]),
    ]
  })
}

function textOf(change: Change, side: 'before' | 'after'): string | undefined {
  return Object.hasOwn(change, side) ? JSON.stringify(change[side]) : undefined
}

/** Two texts, without what is too long before their first difference and after it. */
function cut(before: string | undefined, after: string | undefined): (string | undefined)[] {
  const [one = '', other = ''] = [before, after]
  let same = 0
  while (same < one.length && one[same] === other[same]) same += 1
  const from = Math.max(one.length, other.length) <= shown ? 0 : Math.max(0, same - shown / 4)
  return [before, after].map((text) => {
    if (text === undefined) return undefined
    const part = text.slice(from, from + shown)
    return `${from > 0 ? '…' : ''}${part}${from + shown < text.length ? '…' : ''}`
  })
}
