import { definePlugin } from '@preanswer/core'
import { z } from 'zod'

/** How it fails, by the last digit of the caller's number. Each way says who rang, in another place. */
const ways: readonly ((name: string, number: string) => unknown)[] = [
  (name, number) => {
    throw new Error(`${name} rang from ${number}`)
  },
  (name) => {
    throw Object.assign(new Error('no\n    at the desk of '.concat(name)), { name, code: name })
  },
  (name, number) => Promise.reject(new TypeError(number, { cause: new Error(name) })),
  (name, number) => Promise.reject(`${name} ${number}`),
  (name) => Promise.reject({ [name]: name }),
  (name, number) => ({ firstMessage: { [name]: number } }),
  (name, number) => ({ [name]: number, [number]: name }),
  (name, number) => ({ maxDurationSeconds: name, llm: { tools: [{ type: 'function', name: number }] } }),
  (name) => ({ firstMessage: new Map([[name, name]]) }),
  (name) => new Promise((_resolve, reject) => setTimeout(() => reject(new Error(name)), 300)),
]

/** A plugin that fails at every call and names the caller each time. For two callers it is worse than that. */
export const failing = definePlugin({
  name: 'failing',
  options: z.strictObject({ detached: z.string(), holding: z.string() }),
  setup(hooks, { detached, holding }) {
    hooks.contribute.tap({ budgetMs: 50 }, ({ call, facts }) => {
      const { caller = '0' } = call
      const name = facts.customer?.name ?? 'nobody'
      if (caller === detached) setTimeout(() => Promise.reject(new Error(`${name} ${caller}\n    at ${name}`)))
      for (const until = performance.now() + 700; caller === holding && performance.now() < until; );
      return ways[Number(caller.at(-1))]?.(name, caller) as undefined
    })
  },
})
