import type { LineStatus, Plan } from '@preanswer/core'
import type { Stream } from './terminal.ts'
import { tableOf } from './terminal.ts'

/** Lines that are shown one by one. */
const maximumShown = 50

/** The lines of a host, and the plan of each set of plugins that they have. */
export function describeLines(lines: readonly LineStatus[], stream: Stream): string {
  const plans = groupByPlan(lines)
  if (lines.length === 1) return plans.map(({ plan }) => describePlan(plan, stream)).join('')
  const numberOf = new Map(plans.flatMap(({ lines: its }, index) => its.map((line) => [line, index + 1] as const)))
  const rows = lines
    .slice(0, maximumShown)
    .map((line) => [
      line.name,
      shortened(line.numbers, 3) || 'all others',
      line.language ?? '–',
      line.timeZone ?? '–',
      String(numberOf.get(line)),
    ])
  const table = tableOf(['line', 'numbers', 'language', 'time zone', 'plan'], rows, stream)
  const more = lines.length > maximumShown ? [`and ${lines.length - maximumShown} more lines`] : []
  const described = plans.slice(0, maximumShown).map(
    ({ plan, lines: its }, index) =>
      `plan ${index + 1}, of ${shortened(
        its.map(({ name }) => name),
        5,
      )}\n\n${describePlan(plan, stream)}`,
  )
  const morePlans = plans.length > maximumShown ? [`and ${plans.length - maximumShown} more plans`] : []
  return [[table, ...more].join('\n'), ...described, ...morePlans].join('\n\n')
}

function describePlan({ hooks, neededMs, availableMs, limitMs, marginMs }: Plan, stream: Stream): string {
  const rows = hooks.map(({ hook, counts, budgetMs, taps }) => [
    hook,
    taps.map((tap) => `${tap.entry} ${tap.budgetMs}`).join(', ') || '–',
    taps.length === 0 ? '' : counts,
    `${budgetMs} ms`,
  ])
  const table = tableOf(['hook', 'taps in order, with their budgets in ms', 'counts', 'budget'], rows, stream)
  return (
    `${table}\n\n` +
    `${neededMs} ms needed of ${availableMs} ms: the platform waits ${limitMs} ms, ${marginMs} ms are kept for the network.`
  )
}

/** Lines with the same taps and budgets have one plan. */
function groupByPlan(lines: readonly LineStatus[]): { plan: Plan; lines: LineStatus[] }[] {
  const groups = new Map<string, { plan: Plan; lines: LineStatus[] }>()
  for (const line of lines) {
    const { plan } = line
    const key = JSON.stringify(plan)
    const group = groups.get(key) ?? { plan, lines: [] }
    group.lines.push(line)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** The first of several texts, and how many more there are. */
function shortened(texts: readonly string[], maximum: number): string {
  const shown = texts.slice(0, maximum).join(', ')
  return texts.length > maximum ? `${shown} and ${texts.length - maximum} more` : shown
}
