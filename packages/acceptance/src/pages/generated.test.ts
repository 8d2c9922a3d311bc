import { describe, expect, it } from 'vitest'
import { readText } from '../workspace.ts'
import { generatedPages } from './generated.ts'

const pages = await generatedPages()

describe('pnpm docs', () => {
  it.each(pages)('has nothing to change in $path; if it has, run it', ({ path, content }) => {
    expect(readText(path)).toBe(content)
  })
})
