import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createFolder, preanswer } from './command.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

describe('preanswer', () => {
  it.each([
    [],
    ['start'],
    ['check'],
    ['simulate'],
    ['explain'],
    ['override'],
    ['send'],
    ['import-assistant'],
    ['plugin', 'verify'],
  ])('has help for %s', async (...words) => {
    const { exitCode, stdout, stderr } = await preanswer([...words, '--help'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toContain(`Usage: ${['preanswer', ...words].join(' ')} `)
  })

  it('documents its exit codes and its version', async () => {
    expect((await preanswer(['--help'])).stdout).toMatch(/Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 .*\n {2}78 /)
    expect(await preanswer(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' })
  })

  it.each([{ words: [] }, { words: ['chekc'] }, { words: ['check', 'extra'] }, { words: ['send'] }])(
    'exits 2 for $words',
    async ({ words }) => {
      const { exitCode, stdout, stderr } = await preanswer(words)
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
      expect(stderr).not.toBe('')
    },
  )

  it('exits 78 when there is no config', async () => {
    const { exitCode, stderr } = await preanswer(['check'], { cwd: await createFolder() })
    expect(exitCode).toBe(78)
    expect(stderr).toContain('preanswer.config.yaml')
  })
})

describe('preanswer import-assistant', () => {
  const saved = {
    id: 'asst-1',
    name: 'Front desk',
    first_message: 'Hello.',
    llm_config: {
      provider: 'openai',
      model: 'gpt-5.4',
      messages: [{ role: 'system', content: 'Be brief.\nBe kind.' }],
    },
  }

  it('prints a snapshot that a config takes, and says what it left out', async () => {
    const cwd = await createFolder({ 'saved.json': saved })
    const { exitCode, stdout, stderr } = await preanswer(['import-assistant', 'saved.json'], { cwd })
    expect(exitCode).toBe(0)
    expect(stderr).toContain('name')
    const config = await createFolder({ 'preanswer.config.yaml': `unsigned: true\n${stdout}` })
    expect(await preanswer(['check'], { cwd: config })).toMatchObject({ exitCode: 0, stderr: '' })
  })

  it('reads stdin and prints JSON', async () => {
    const { stdout } = await preanswer(['import-assistant', '-', '--json'], { input: JSON.stringify(saved) })
    expect(JSON.parse(stdout)).toMatchObject({
      assistant: {
        assistantId: 'asst-1',
        firstMessage: 'Hello.',
        llm: { provider: 'openai', prompt: 'Be brief.\nBe kind.' },
      },
    })
  })

  it.each([
    { input: 'secret: not JSON', what: 'what is not JSON' },
    { input: '[1]', what: 'what is no assistant' },
    { input: '{"llm_config": {"provider": 3}}', what: 'an assistant that cannot be read' },
  ])('exits 1 for $what, quoting nothing', async ({ input }) => {
    const { exitCode, stdout, stderr } = await preanswer(['import-assistant', '-'], { input })
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
    expect(stderr).not.toMatch(/secret|\n {4}at /)
  })
})
