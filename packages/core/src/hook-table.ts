/** The five hooks, in the order in which they run. The diagram and the tables in the docs are made of it. */
export const hookTable = {
  identify: {
    kind: 'AsyncParallelHook',
    question: 'who is calling?',
    runs: 'together',
    returns: 'facts or nothing',
    budgetMs: 800,
  },
  screen: {
    kind: 'AsyncSeriesBailHook',
    question: 'may this call be taken?',
    runs: 'in order, until one says no',
    returns: 'a rejection or nothing',
    budgetMs: 50,
  },
  contribute: {
    kind: 'AsyncParallelHook',
    question: 'what should the assistant be told?',
    runs: 'together',
    returns: 'a patch or nothing',
    budgetMs: 800,
  },
  review: {
    kind: 'AsyncSeriesHook',
    question: 'is the whole right?',
    runs: 'in order, seeing the draft',
    returns: 'a patch, a rejection, or nothing',
    budgetMs: 50,
  },
  observe: {
    kind: 'AsyncParallelHook',
    question: 'what happened?',
    runs: 'after the response, off the clock',
    returns: 'nothing',
    budgetMs: 5_000,
  },
} as const

export type HookName = keyof typeof hookTable

export const hookNames = Object.keys(hookTable) as readonly HookName[]
