import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'plugins/**/*.test.ts', 'examples/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // the tests that start real processes and install real tarballs say so with a limit of their own
    testTimeout: 20_000,
    restoreMocks: true,
  },
})
