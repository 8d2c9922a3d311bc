import type { Difference } from '@preanswer/core'
import { colorsOf, type Stream } from './terminal.ts'

/** What a reload has changed, for people. */
export function describeDifference(difference: Difference, stream: Stream): string {
  const { green, red, yellow, bold } = colorsOf(stream)
  const { entries, lines, budgets, neededMs, availableMs, keys, needsRestart } = difference
  const changed = [
    ...entries.added.map((name) => `${green('+')} ${name}`),
    ...entries.removed.map((name) => `${red('-')} ${name}`),
    ...entries.changed.map(({ entry, keys: inside }) => `${yellow('~')} ${entry}  ${inside.join(', ')}`),
    ...(entries.reordered ? [`${yellow('~')} the order of the entries`] : []),
    ...lines.added.map((name) => `${green('+')} line ${name}`),
    ...lines.removed.map((name) => `${red('-')} line ${name}`),
    ...lines.changed.map(({ line, keys: inside }) => `${yellow('~')} line ${line}  ${inside.join(', ')}`),
    ...keys.map((key) => `${yellow('~')} ${key}`),
    ...budgets.map(
      ({ hook, entry, fromMs, toMs }) => `${yellow('~')} budget of ${entry} in ${hook}  ${ms(fromMs)} → ${ms(toMs)}`,
    ),
  ]
  const isOther = neededMs.fromMs !== neededMs.toMs || availableMs.fromMs !== availableMs.toMs
  return [
    bold(changed.length === 0 ? 'Reloaded: nothing is different.' : 'Reloaded:'),
    ...changed.map((line) => `  ${line}`),
    ...(isOther
      ? [`  ${neededMs.toMs} ms needed of ${availableMs.toMs} ms; before ${neededMs.fromMs} of ${availableMs.fromMs}`]
      : []),
    ...(needsRestart.length === 0 ? [] : [`  ${yellow('!')} counts after a restart: ${needsRestart.join(', ')}`]),
  ].join('\n')
}

function ms(budgetMs: number | undefined): string {
  return budgetMs === undefined ? '–' : `${budgetMs} ms`
}
