import { describe, expect, it } from 'vitest'
import { checkReadme, readReadme } from './readme.ts'

describe('readReadme', () => {
  it('reads the configs that use the plugin, with the rest of the config beside it', () => {
    const text = block(
      'language: nl\nmetrics: {}\nplugins:\n  - use: other\n  - use: crm\n    with: { url: "$\x7bURL}", key: "$\x7bKEY:-k}" }',
    )
    expect(read(text)?.examples).toEqual([{ with: { url: 'example', key: 'k' }, config: { language: 'nl' } }])
  })

  it.each([
    { what: 'of another plugin', text: block('plugins:\n  - use: other') },
    { what: 'without plugins', text: block('language: nl') },
    { what: 'that is no YAML', text: block('plugins: [') },
    { what: 'with odd entries', text: block('plugins: [null, 3, { use: 3 }]') },
    { what: 'in another language', text: '```json\n{ "plugins": [{ "use": "crm" }] }\n```\n' },
  ])('passes over a block $what', ({ text }) => {
    expect(read(text)?.examples).toEqual([])
  })

  it.each(['preanswer-plugin-crm', '@acme/preanswer-plugin-crm', '@preanswer/plugin-crm'])(
    'knows %s by its name',
    (name) => {
      expect(read(block(`plugins:\n  - use: "${name}"`), name)?.examples).toHaveLength(1)
    },
  )

  it('reads the first cells of all tables under Options, up to the next heading of its level', () => {
    const text =
      '# a\n\n## Options\n\n| `url` | text |\n\n### More\n\n| `url.key` | text |\n\n## Other\n\n| `no` | x |\n'
    expect(read(text)?.options).toEqual(['url', 'url.key'])
  })

  it('reads no headings and no tables from code', () => {
    expect(read('## Options\n\n```sh\n# It fails\n| `url` |\n```\n')).toEqual({
      examples: [],
      options: [],
      headings: ['Options'],
    })
  })

  it('is undefined where there is none', () => {
    expect(read(undefined)).toBeUndefined()
  })
})

describe('checkReadme', () => {
  const whole = { examples: [{ with: {}, config: {} }], options: ['url', 'cache.size'], headings: ['What it returns'] }

  it('takes a row of a part of an option for the option', () => {
    expect(checkReadme(whole, ['url', 'cache'])).toEqual([])
  })

  it('names the options that have no row', () => {
    expect(checkReadme(whole, ['url', 'key'])).toMatchObject([
      { code: 'readme-options', message: expect.stringContaining('`key`') },
    ])
  })

  it('asks for no options where none could be read', () => {
    expect(checkReadme({ ...whole, options: [] }, undefined)).toEqual([])
  })
})

function read(text: string | undefined, name = 'preanswer-plugin-crm') {
  const files = text === undefined ? [] : ([['README.md', new TextEncoder().encode(text)]] as const)
  return readReadme({ manifest: { name, version: '1.0.0' }, files: new Map(files) })
}

function block(yaml: string): string {
  return `# crm\n\n\`\`\`yaml\n${yaml}\n\`\`\`\n`
}
