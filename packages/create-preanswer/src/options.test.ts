import { describe, expect, it } from 'vitest'
import { parseOptions, UsageError } from './options.ts'

const off = { yes: false, help: false, version: false }

describe('parseOptions', () => {
  it.each([
    { words: [], options: off },
    {
      words: ['crm', '--template', 'plugin', '--yes'],
      options: { ...off, folder: 'crm', template: 'plugin', yes: true },
    },
    { words: ['--template=host', '-y', 'a'], options: { ...off, folder: 'a', template: 'host', yes: true } },
    {
      words: ['a', '--name', '@acme/preanswer-plugin-a', '--package-manager', 'pnpm', '--no-install'],
      options: { ...off, folder: 'a', name: '@acme/preanswer-plugin-a', manager: 'pnpm', install: false },
    },
    { words: ['-h'], options: { ...off, help: true } },
    { words: ['-v'], options: { ...off, version: true } },
  ])('reads $words', ({ words, options }) => {
    expect(parseOptions(words)).toEqual(options)
  })

  it.each([
    { words: ['a', 'b'] },
    { words: ['--template', 'server'] },
    { words: ['--package-manager', 'bun'] },
    { words: ['--template'] },
    { words: ['--tempalte', 'host'] },
  ])('refuses $words', ({ words }) => {
    expect(() => parseOptions(words)).toThrow(UsageError)
  })
})
