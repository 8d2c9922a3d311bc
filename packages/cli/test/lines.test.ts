// biome-ignore-all lint/suspicious/noTemplateCurlyInString: configs refer to the environment so
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFolder, preanswer, startHost } from './command.ts'

const greeting = `import { definePlugin } from '@preanswer/core'
  import { z } from 'zod'
  export const greeting = definePlugin({
    name: 'greeting',
    options: z.strictObject({ text: z.string() }),
    setup(hooks, { text }) {
      hooks.contribute.tap(({ line }) => ({ firstMessage: text + ' ' + line.name }))
    },
  })`

const config = `unsigned: true
lines: ./lines
alerts: {}
plugins:
  - use: ./greeting.mjs
    with: { text: This is }
`

/** A config with a line of each of these files. */
function createConfig(lines: Readonly<Record<string, string>>) {
  const files = Object.entries(lines).map(([name, content]) => [`lines/${name}.yaml`, content])
  return createFolder({ 'preanswer.config.yaml': config, 'greeting.mjs': greeting, ...Object.fromEntries(files) })
}

const amsterdam = 'numbers: ["+31201234567"]\n'
const utrecht = 'numbers: ["+3130*"]\nlanguage: nl\n'
/** Two mistakes */
const broken = 'numbers: ["+3222*"]\nsecrets: ${NOT_SET}\nchanges:\n  greeting:\n    with:\n      txt: Ici\n'

async function dial(origin: string, number: string): Promise<unknown> {
  const body = JSON.stringify({ message: { type: 'assistant-request', phone_number: { number } } })
  const headers = { 'content-type': 'application/json', connection: 'close' }
  const response = await fetch(`${origin}/webhook`, { method: 'POST', headers, body })
  return response.status === 200 ? response.json() : response.status
}

function saying(text: string) {
  return { assistant: { first_message: text } }
}

describe('preanswer check', () => {
  it('prints the lines and the plan of each set of plugins', async () => {
    const changed = `${utrecht}changes: { greeting: { budgetMs: 20 } }\n`
    const cwd = await createConfig({ amsterdam, utrecht: changed })
    const { exitCode, stdout, stderr } = await preanswer(['check'], { cwd })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toMatch(
      /^default +all others +– +– +1\namsterdam +\+31201234567 +– +– +1\nutrecht +\+3130\* +nl +– +2$/m,
    )
    expect(stdout).toMatch(
      /^plan 1, of default, amsterdam$[\s\S]*^contribute +greeting 800[\s\S]*^plan 2, of utrecht$/m,
    )
    expect(stdout).toMatch(/^contribute +greeting 20 /m)
    expect(stdout.match(/inline-plugin/g)).toHaveLength(1)
  })

  it('names the problems of lines in their files', async () => {
    const cwd = await createConfig({ amsterdam, brussels: broken, copy: amsterdam, syntax: 'numbers: ["+3110*"\n' })
    const { exitCode, stdout, stderr } = await preanswer(['check'], { cwd })
    expect({ exitCode, stdout }).toEqual({ exitCode: 78, stdout: '' })
    expect(stderr.match(/^\/.*/gm)?.map((place) => place.slice(cwd.length))).toEqual([
      expect.stringMatching(/^\/lines\/brussels\.yaml:2:1 {2}lines\[1\]\.secrets$/),
      expect.stringMatching(/^\/lines\/brussels\.yaml:6:7 {2}lines\[1\]\.changes\.greeting\.with\.txt$/),
      expect.stringMatching(/^\/lines\/copy\.yaml:1:11 {2}lines\[2\]\.numbers\[0\]$/),
      expect.stringMatching(/^\/lines\/syntax\.yaml:1:10 {2}lines\[3\]$/),
    ])
    expect(stderr).toContain('did you mean text?')
    expect(stderr).not.toContain('201234567')
  })
})

describe('preanswer start', () => {
  it('answers for a line that is wrong with its fallback, and for the others as ever', async () => {
    const cwd = await createConfig({ amsterdam, utrecht, brussels: broken })
    const { origin, logged } = await startHost([], { cwd })
    expect(await dial(origin, '+31201234567')).toEqual(saying('This is amsterdam'))
    expect(await dial(origin, '+31301234567')).toEqual(saying('This is utrecht'))
    expect(await dial(origin, '+12025550123')).toEqual(saying('This is default'))
    // its secret is not known
    expect(await dial(origin, '+3222345678')).toBe(401)
    const ready = await fetch(`${origin}/readyz`, { headers: { connection: 'close' } })
    expect(await ready.json()).toEqual({
      status: 'ready',
      degraded: [{ line: 'brussels', reason: 'config-invalid' }],
    })
    await logged(/"alert":"line-in-fallback","entries":\[\],"lines":\["brussels"\]/)
  })

  it('refuses such a line where it is strict', async () => {
    const cwd = await createConfig({ amsterdam, brussels: broken })
    const { exitCode, stderr } = await preanswer(['start', '--port', '0', '--strict'], { cwd })
    expect(exitCode).toBe(78)
    expect(stderr).toMatch(/brussels\.yaml:6:7 {2}lines\[1\]\.changes\.greeting\.with\.txt/)
  })
})

describe('preanswer reload', () => {
  it('takes lines that came, and refuses one that is wrong', async () => {
    const cwd = await createConfig({ amsterdam })
    const { origin } = await startHost([], { cwd })
    await writeFile(join(cwd, 'lines/utrecht.yaml'), utrecht)
    expect((await preanswer(['reload'], { cwd })).stdout).toMatch(/\+ line utrecht/)
    expect(await dial(origin, '+31301234567')).toEqual(saying('This is utrecht'))
    await writeFile(join(cwd, 'lines/utrecht.yaml'), broken)
    expect(await preanswer(['reload'], { cwd })).toMatchObject({
      exitCode: 78,
      stderr: expect.stringContaining('utrecht.yaml:6:7'),
    })
    expect(await dial(origin, '+31301234567')).toEqual(saying('This is utrecht'))
  })
})
