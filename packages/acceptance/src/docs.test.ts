import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readPlugin } from '@preanswer/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { preanswer } from './command.ts'
import { createLinkedFolder, type TemporaryFolder } from './folder.ts'
import { logTextsOf } from './log-lines.ts'
import { anchorOf, codeBlocksOf, headingsOf, linksOf, sectionOf } from './markdown.ts'
import { filesIn, readText, root, workspacePackages } from './workspace.ts'

const pages = filesIn('', '.md')
const blocks = pages.flatMap(codeBlocksOf)

/** What authors copy from. */
const forAuthors = ['docs/writing-a-plugin.md', 'packages/testing/README.md', 'examples/custom-plugin/README.md']

describe('the log', () => {
  it('has only lines that the README of the command lists, and all of them', () => {
    const sources = ['core', 'cli', 'inspector'].flatMap((name) => filesIn(`packages/${name}/src`, '.ts'))
    const logged = sources.filter((file) => !file.endsWith('.test.ts')).flatMap(logTextsOf)
    const [, rows = ''] = /^\| `msg` .*\n\| -.*\n((?:\|.*\n)+)/m.exec(readText('packages/cli/README.md')) ?? []
    const cells = rows.split('\n').map((row) => row.split(' | ')[0] ?? '')
    const listed = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text))
    expect(listed.toSorted()).toEqual([...new Set(logged)].toSorted())
  })
})

describe('a block of code that names a file', () => {
  const named = blocks.filter(({ file }) => file !== undefined)

  it('follows its marker without a line between', () => {
    const markers = pages.flatMap((page) => readText(page).match(/^<!-- file: /gm) ?? [])
    expect(named).toHaveLength(markers.length)
  })

  it.each(forAuthors)('stands for all code in %s: it is type-checked and run there', (page) => {
    const code = codeBlocksOf(page).filter(({ language }) => ['ts', 'js'].includes(language))
    expect(code.length).toBeGreaterThan(0)
    expect(code.filter(({ file }) => file === undefined).map(({ line }) => line)).toEqual([])
  })

  it.each(named)('is $file byte for byte, in $page', ({ file = '', code }) => {
    expect(code).toBe(readText(file))
  })
})

describe('a config in the docs', () => {
  let folder: TemporaryFolder
  beforeAll(async () => {
    folder = await createLinkedFolder()
  })
  afterAll(() => folder.remove())

  const configs = blocks.filter(({ language, code }) => language === 'yaml' && /^plugins:/m.test(code))

  it.each(configs)('is taken by preanswer check: $page, line $line', async ({ code }) => {
    // what is about plugins only leaves out how webhooks are trusted
    const config = /^(?:secrets|auth|unsigned):/m.test(code) ? code : `${code}\nunsigned: true\n`
    const file = await folder.write('preanswer.config.yaml', config)
    const names = [...code.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name)
    const env = Object.fromEntries(['PREANSWER_SECRET', ...names].map((name) => [name, 'swordfish-swordfish']))
    const { exitCode, stderr } = await preanswer(['check', '--config', file], { env })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  })
})

describe('the first call in the README', () => {
  it('is answered as it is shown', async () => {
    const inReadme = codeBlocksOf('README.md')
    const command = inReadme.find(({ code }) => code.includes('preanswer.js simulate '))?.code ?? ''
    const shown = inReadme.find(({ language, code }) => language === 'json' && code.startsWith('{\n  "assistant"'))
    const [, ...parameters] = command.replaceAll('\\\n', '').trim().split(/\s+/).slice(1)
    const { stdout } = await preanswer([...parameters, '--json'], { cwd: root })
    expect(JSON.parse(stdout).response).toEqual(JSON.parse(shown?.code ?? ''))
  })
})

describe('a link', () => {
  it('leads to something that is there', () => {
    const broken = pages.flatMap(linksOf).filter(({ target, anchor }) => {
      if (!existsSync(join(root, target))) return true
      return anchor !== undefined && !headingsOf(target).map(anchorOf).includes(anchor)
    })
    expect(broken.map(({ page, href }) => `${page}: ${href}`)).toEqual([])
  })
})

describe('the options in the README', () => {
  const plugins = workspacePackages().filter(({ folder }) => folder.startsWith('plugins/'))

  it.each(plugins)('are those that $name takes', async ({ name, folder }) => {
    const exported: Record<string, unknown> = await import(name)
    const [definition] = Object.values(exported).flatMap((value) => readPlugin(value)?.definition ?? [])
    const table = sectionOf(`${folder}/README.md`, 'Options')
    const rows = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, option]) => option)
    expect(rows.toSorted()).toEqual(optionNames(definition?.options).toSorted())
  })
})

describe('a README', () => {
  it.each(workspacePackages().filter(({ isPublished }) => isPublished))('of $name says how to install it', (item) => {
    const installs = codeBlocksOf(`${item.folder}/README.md`).filter(({ language }) => language === 'sh')
    expect(installs.some(({ code }) => installOf(item.name).test(code))).toBe(true)
  })
})

/** A package `create-…` is run by npm under the rest of its name. */
function installOf(name: string): RegExp {
  return name.startsWith('create-') ? /^npm create preanswer\b/m : new RegExp(`^npm install .*${name}\\b`, 'm')
}

/** The keys of an object schema, also where a transformation or a default stands around it. */
function optionNames(schema: unknown): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape)
  if (schema instanceof z.ZodPipe) return optionNames(schema.in)
  if (schema instanceof z.ZodPrefault) return optionNames(schema.unwrap())
  throw new Error('the options are no object schema')
}
