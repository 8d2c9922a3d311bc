import { type Check, listed } from './check.ts'

/** Checks of what a plugin leaves behind. */
export const leftoverChecks = {
  releases: {
    claim: 'gives back what it took when the host closes',
    presupposes: ['answers'],
    async run(subject) {
      const { probe } = await subject.session()
      const leftovers = await subject.leftovers(probe)
      if (leftovers.length === 0) return undefined
      return {
        problem: `after the host was closed there was still ${listed(leftovers)}`,
        fix: 'return a function from `setup` that ends it, or end it when the `signal` of the set-up fires',
      }
    },
  },
} as const satisfies Record<string, Check>
