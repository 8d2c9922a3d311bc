import { type HookName, hookTable } from '@preanswer/core'
import { tableOf } from './table.ts'

const hooks = Object.entries(hookTable) as [HookName, (typeof hookTable)[HookName]][]

/** The line that a webhook goes down, as Mermaid, with the five hooks as the core has them. */
export function lifecycleDiagram(): string {
  const timed = hooks.map(([name]) => name).filter((name) => name !== 'observe')
  const nodes = hooks.map(([name, { question, runs, budgetMs }]) => {
    return `${name}["<b>${name}</b><br>${question}<br><i>${runs}</i><br>${inMs(budgetMs)}"]`
  })
  const lines = [
    'flowchart LR',
    '  webhook([webhook]) --> receive --> verify --> decode',
    '  receive & verify & decode -.->|404 405 415 413 400 401| refused([refused])',
    `  decode --> ${timed[0]}`,
    '  subgraph taps ["taps of plugins: one that fails loses its own part, nothing else"]',
    ...nodes.filter((node) => !node.startsWith('observe')).map((node) => `    ${node}`),
    `    ${timed.join(' --> ')}`,
    '  end',
    `  ${timed.at(-1)} --> encode --> respond --> response([response])`,
    '  screen -->|rejection| encode',
    `  respond -.-> ${nodes.find((node) => node.startsWith('observe'))}`,
  ]
  return ['```mermaid', ...lines, '```'].join('\n')
}

/** All that the core says of its hooks. */
export function hookRows(): string {
  return tableOf(
    ['hook', 'tapable kind', 'question', 'taps run', 'a tap returns', 'budget'],
    hooks.map(([name, { kind, question, runs, returns, budgetMs }]) => {
      return [`\`${name}\``, kind, question, runs, returns, inMs(budgetMs)]
    }),
  )
}

/** What somebody who meets them for the first time wants to know. */
export function shortHookRows(): string {
  return tableOf(
    ['hook', 'question', 'taps run', 'a tap returns', 'budget'],
    hooks.map(([name, { question, runs, returns, budgetMs }]) => [
      `\`${name}\``,
      question,
      runs,
      returns,
      inMs(budgetMs),
    ]),
  )
}

function inMs(milliseconds: number): string {
  return `${milliseconds.toLocaleString('en')} ms`
}
