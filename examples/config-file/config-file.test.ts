import { execFile, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'

const folder = fileURLToPath(new URL('.', import.meta.url))
const bin = join(createRequire(import.meta.url).resolve('preanswer'), '../../bin/preanswer.js')
const environment = { PATH: process.env.PATH }

async function preanswer(...parameters: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [bin, ...parameters], {
    cwd: folder,
    env: environment,
  })
  return stdout
}

describe('examples/config-file', () => {
  it('passes preanswer check without an error', async () => {
    expect(await preanswer('check')).toContain('0 errors')
  })

  it.each([
    {
      who: 'a Dutch caller in office hours',
      from: '+31612345678',
      at: '2026-03-25T10:00:00+01:00',
      response: { assistant: { analysis_plan: { min_messages_threshold: 3 } } },
      keys: ['analysis_plan'],
    },
    {
      who: 'a German caller in office hours',
      from: '+4930123456',
      at: '2026-03-25T10:00:00+01:00',
      response: {
        assistant: {
          first_message: expect.stringMatching(/^Guten Tag, hier ist der Assistent von Tandartspraktijk De Linde\./),
          stt_config: { provider: 'deepgram', model: 'nova-3', language: 'de' },
          tts_config: { provider: 'elevenlabs', voice_id: 'practice-voice-de' },
        },
      },
      keys: ['analysis_plan', 'first_message', 'stt_config', 'tts_config'],
    },
    {
      who: 'a British caller at night',
      from: '+442079460011',
      at: '2026-03-25T23:00:00+01:00',
      response: {
        max_duration_seconds: 300,
        assistant: { first_message: expect.stringMatching(/^You are calling Tandartspraktijk De Linde outside/) },
      },
      keys: ['analysis_plan', 'first_message', 'llm_config', 'stt_config', 'tts_config'],
    },
    {
      who: 'a colleague at night',
      from: '+31612345603',
      at: '2026-03-25T23:00:00+01:00',
      response: {
        max_duration_seconds: 1800,
        assistant: { llm_config: { model: 'gpt-5.4', tools: [{ name: 'find_appointment' }, {}, {}] } },
      },
      keys: ['analysis_plan', 'llm_config'],
    },
    {
      who: 'a withheld caller on Christmas day',
      from: 'withheld',
      at: '2026-12-25T11:00:00+01:00',
      response: { assistant: { first_message: expect.stringMatching(/^U belt buiten de openingstijden/) } },
      keys: ['analysis_plan', 'first_message', 'llm_config'],
    },
  ])('has the right answer for $who', async ({ from, at, response, keys }) => {
    const stdout = await preanswer('simulate', '--from', from, '--to', '+31201234567', '--at', at, '--json')
    const given = JSON.parse(stdout).response
    expect(given).toMatchObject(response)
    expect(Object.keys(given.assistant).sort()).toEqual(keys)
  })

  it('sends a whole assistant in the legacy dialect', async () => {
    const call = ['--from', '+31612345678', '--to', '+31201234567', '--at', '2026-03-25T10:00:00+01:00']
    const { response } = JSON.parse(await preanswer('simulate', ...call, '--dialect', 'legacy', '--json'))
    expect(Object.keys(response.assistant)).toEqual(
      expect.arrayContaining(['firstMessage', 'model', 'transcriber', 'voice', 'analysisPlan']),
    )
  })

  it('starts with the development secret, where PORT says, and answers a signed call', async () => {
    const host = spawn(process.execPath, [bin, 'start'], { cwd: folder, env: { ...environment, PORT: '0' } })
    onTestFinished(() => {
      host.kill('SIGKILL')
    })
    const url = await new Promise<string>((resolve) => {
      host.stdout.setEncoding('utf8').on('data', (text: string) => {
        const [, found] = /listening on (http:\/\/127\.0\.0\.1:\d+\/webhook)/.exec(text) ?? []
        if (found !== undefined) resolve(found)
      })
    })
    const call = ['--from', '+31612345678', '--to', '+31201234567', '--secret', 'development-secret']
    expect(await preanswer('send', url, ...call)).toMatch(/^200 OK/)
  })
})
