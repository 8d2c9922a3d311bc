import { defineConfig } from 'vitest/config'

/** What takes seconds, and would take them again for each of hundreds of mutants. */
const tooSlowForMutants = ['**/*.property.test.ts', '**/isolate/**', '**/holds.test.ts']

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'plugins/**/*.test.ts', 'examples/**/*.test.ts'],
    exclude: [
      '**/node_modules/**',
      '**/dist/**',
      'packages/create-preanswer/templates/**',
      ...(process.env.STRYKER_MUTATOR_WORKER ? tooSlowForMutants : []),
    ],
    // the tests that start real processes and install real tarballs say so with a limit of their own
    testTimeout: 20_000,
    restoreMocks: true,
  },
})
