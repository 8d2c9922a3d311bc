import { describe, expect, it } from 'vitest'
import { readLines } from './lines.ts'

const config = {
  language: 'nl',
  timeZone: 'Europe/Amsterdam',
  lines: [
    { name: 'new-york', numbers: ['+12025550143', '+1212*'], timeZone: 'America/New_York', language: 'en' },
    { numbers: ['+1*'] },
  ],
}
const newYork = { name: 'new-york', language: 'en', timeZone: 'America/New_York' }
const ofTheHost = { language: 'nl', timeZone: 'Europe/Amsterdam' }

describe('readLines', () => {
  it.each([
    { text: 'new-york', line: newYork },
    { text: '+12025550143', line: newYork },
    { text: '+1 212 555 0100', line: newYork },
    { text: '+13105550100', line: { name: 'line-2', ...ofTheHost } },
    { text: 'line-2', line: { name: 'line-2', ...ofTheHost } },
    { text: '+31201234567', line: { name: 'default', ...ofTheHost } },
    { text: 'default', line: { name: 'default', ...ofTheHost } },
    { text: 'all', line: { name: 'all', ...ofTheHost } },
  ])('finds $line.name for $text', ({ text, line }) => {
    expect(readLines(config)(text)).toMatchObject(line)
  })

  it.each(['sales', '', '0201234567', '+1'])('finds no line for %j', (text) => {
    expect(readLines(config)(text)).toBeUndefined()
  })

  it.each([
    undefined,
    'a text',
    { lines: './lines', language: 7, timeZone: 'Mars/Olympus' },
    { lines: [null, { numbers: 'none' }, { numbers: [7] }] },
  ])('makes the best of the config %j', (broken) => {
    expect(readLines(broken)('+31201234567')).toEqual({ name: 'default' })
  })
})
