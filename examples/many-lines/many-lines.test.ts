import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { simulateCall } from '@preanswer/testing'
import { readConfig } from 'preanswer'
import { beforeEach, describe, expect, it, vi } from 'vitest'

const folder = fileURLToPath(new URL('.', import.meta.url))
const { config, baseDir } = await readConfig(join(folder, 'preanswer.config.yaml'))
const readme = readFileSync(join(folder, 'README.md'), 'utf8')

/** The same courier rings every shop, on a Monday evening. */
const caller = '+31612345678'
const receivedAt = Date.parse('2026-03-23T18:30:00+01:00')

const calls = [
  {
    dialed: '+31201234567',
    line: 'amsterdam',
    hears: 'Wielwerk Amsterdam is gesloten. We zijn morgen om negen uur weer open. Ik kan een bericht aannemen.',
    seconds: 600,
    model: 'gpt-5.4-mini',
  },
  {
    dialed: '+31101234568',
    line: 'rotterdam',
    hears: 'Goedenavond, Wielwerk Rotterdam. Waarmee kan ik u helpen?',
    seconds: 600,
    model: 'gpt-5.4-mini',
  },
  {
    dialed: '+3221234567',
    line: 'brussels',
    hears: 'Wielwerk Bruxelles est fermé. Nous rouvrons demain à 9 heures. Je peux prendre un message.',
    seconds: 600,
    model: 'gpt-5.4-mini',
  },
  {
    dialed: '+442071234567',
    line: 'london',
    hears: 'Wielwerk London is closed, and opens again tomorrow at nine. I can take a message.',
    seconds: 300,
    model: 'gpt-5.4-mini',
  },
  {
    dialed: '+318001234567',
    line: 'workshop',
    hears: 'Goedenavond, Wielwerk pechdienst. Waarmee kan ik u helpen?',
    seconds: 300,
    model: 'gpt-5.4',
  },
  {
    dialed: '+31851234567',
    line: 'default',
    hears: 'Wielwerk het hoofdkantoor is gesloten. We zijn morgen om negen uur weer open. Ik kan een bericht aannemen.',
    seconds: 600,
    model: 'gpt-5.4-mini',
  },
]

// holidays are known for the years around today
beforeEach(() => {
  vi.setSystemTime('2026-01-15')
})

describe('examples/many-lines', () => {
  it.each(calls)('answers $dialed as the line $line', async ({ dialed, line, hears, seconds, model }) => {
    const call = { config, baseDir, dialedNumber: dialed, caller, receivedAt }
    const { response, trace } = await simulateCall(config.plugins ?? [], call)
    expect(response).toMatchObject({
      assistant: { first_message: hears, llm_config: { model } },
      max_duration_seconds: seconds,
    })
    expect(trace.line).toBe(line)
    const row = readme.split('\n').find((text) => text.startsWith(`| ${dialed} `))
    expect(row?.split('|').map((cell) => cell.trim())).toEqual(['', dialed, line, hears, `${seconds} s`, model, ''])
  })
})
