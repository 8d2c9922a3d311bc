/** The five hooks, in the order in which they run. `docs/lifecycle.md` shows this table. */
export const hookTable = {
  identify: { question: 'who is calling?', runs: 'together', budgetMs: 800 },
  screen: { question: 'may this call be taken?', runs: 'in order, until one says no', budgetMs: 50 },
  contribute: { question: 'what should the assistant be told?', runs: 'together', budgetMs: 800 },
  review: { question: 'is the whole right?', runs: 'in order, seeing the draft', budgetMs: 50 },
  observe: { question: 'what happened?', runs: 'after the response, off the clock', budgetMs: 5_000 },
} as const

export type HookName = keyof typeof hookTable

export const hookNames = Object.keys(hookTable) as readonly HookName[]
