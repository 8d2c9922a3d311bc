import { describe, expect, it } from 'vitest'
import { contenders } from './contenders.ts'
import { parseOptions, parsePluginOptions, parseRounds } from './options.ts'
import { pluginCases } from './plugins/cases.ts'

describe('parseOptions', () => {
  it('measures all servers where nothing is said', () => {
    expect(parseOptions([])).toEqual({ seconds: 2, rounds: 5, names: Object.keys(contenders) })
  })

  it('takes seconds, rounds and servers, and adds what they are compared to', () => {
    expect(parseOptions(['--seconds', '3', '--rounds', '9', 'preanswer-async', 'express'])).toEqual({
      seconds: 3,
      rounds: 9,
      names: ['koa', 'express', 'koa-async', 'preanswer-async'],
    })
  })

  it.each([
    { args: ['--seconds', '0'], what: 'no time' },
    { args: ['--seconds', '900'], what: 'more time than a signature lasts' },
    { args: ['--rounds', '1.5'], what: 'half a round' },
    { args: ['--rounds', 'many'], what: 'a word for a number' },
    { args: ['hapi'], what: 'an unknown server' },
    { args: ['--fast'], what: 'an unknown option' },
  ])('refuses $what', ({ args }) => {
    expect(() => parseOptions(args)).toThrow(TypeError)
  })
})

describe('parsePluginOptions', () => {
  it('measures all plugins where nothing is said', () => {
    expect(parsePluginOptions([])).toEqual({ rounds: 75, names: Object.keys(pluginCases) })
  })

  it('takes rounds and plugins, in the order of the table', () => {
    expect(parsePluginOptions(['--rounds', '9', 'greeting', 'vip-model'])).toEqual({
      rounds: 9,
      names: ['vip-model', 'greeting'],
    })
  })

  it.each([
    { args: ['--rounds', '0'], what: 'no round' },
    { args: ['koa'], what: 'an unknown plugin' },
    { args: ['--seconds', '2'], what: 'an unknown option' },
  ])('refuses $what', ({ args }) => {
    expect(() => parsePluginOptions(args)).toThrow(TypeError)
  })
})

describe('parseRounds', () => {
  it('takes 75 where nothing is said', () => {
    expect(parseRounds([])).toBe(75)
    expect(parseRounds(['--rounds', '9'])).toBe(9)
  })

  it.each([
    { args: ['--rounds', '0'], what: 'no round' },
    { args: ['breaker'], what: 'a name' },
    { args: ['--seconds', '3'], what: 'an option of another bench' },
  ])('refuses $what', ({ args }) => {
    expect(() => parseRounds(args)).toThrow(TypeError)
  })
})
