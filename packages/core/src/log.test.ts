import { describe, expect, it, vi } from 'vitest'
import { describeError, type Logger, maskNumber, maskNumbers, redactingLogger, stderrLogger } from './log.ts'

const number = '+31612345678'

describe('maskNumbers', () => {
  it.each([
    number,
    '0612345678',
    '06-12345678',
    '06 12 34 56 78',
    '06  12  34  56  78',
    '(06) 12345678',
    '+31 (0)6 1234 5678',
    '020/123/4567',
    '06 – 12 – 34 – 56 – 78',
    '06_12_34_56_78',
    '0.6.1.2.3.4.5.6.7.8',
    '０６１２３４５６７８',
    '٠٦١٢٣٤٥٦٧٨',
    '1234567',
    '06\u00a012\u00a034\u00a056\u00a078',
  ])('leaves no digit of %s', (text) => {
    const masked = maskNumbers(`van ${text}, om 9 uur`)
    expect(masked).toContain('[number]')
    expect(masked.replace('om 9 uur', '')).not.toMatch(/\p{Nd}/u)
  })

  it.each(['call 12 of 345', 'took 1200.5 ms', 'v1.2.3', '127.0.0.1', 'HTTP 503', ''])('leaves %j as it is', (text) => {
    expect(maskNumbers(text)).toBe(text)
  })

  it('reads long texts in time that grows with their length', () => {
    const startedAt = performance.now()
    for (const text of [
      '1 '.repeat(200_000),
      '1x'.repeat(200_000),
      `1${' '.repeat(400_000)}`,
      '12345/x'.repeat(50_000),
    ]) {
      maskNumbers(text)
    }
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })
})

describe('maskNumber', () => {
  it.each([
    { who: 'a Dutch mobile', number, masked: '+31•••••••78' },
    { who: 'an American', number: '+12025550143', masked: '+1••••••••43' },
    { who: 'a Russian', number: '+74951234567', masked: '+7••••••••67' },
    { who: 'an Irish mobile, with a code of three digits', number: '+353861234567', masked: '+353•••••••67' },
    { who: 'a Finn, whose code begins as an Irish one', number: '+358401234567', masked: '+358•••••••67' },
    { who: 'a number of seven digits', number: '+3581234567', masked: '+358•••••67' },
    { who: 'a number too short to show two digits of', number: '+290123456', masked: '+290••••••' },
    { who: 'somebody who withholds the number', number: undefined, masked: 'withheld' },
    { who: 'what is no number in E.164', number: '0612345678', masked: 'withheld' },
    { who: 'a name', number: 'anonymous', masked: 'withheld' },
    { who: 'a number with a name behind it', number: '+31612345678 Jansen', masked: 'withheld' },
  ])('of $who leaves $masked', ({ number: given, masked }) => {
    expect(maskNumber(given)).toBe(masked)
  })
})

describe('redactingLogger', () => {
  it('adds its fields, which nobody can pass off as others', () => {
    const { lines, log } = recording({ entry: 'vip' })
    log.info({ entry: 'somebody', tier: 'gold' }, 'found')
    expect(lines).toEqual([['info', { entry: 'vip', tier: 'gold' }, 'found']])
  })

  it.each<keyof Logger>(['debug', 'info', 'warn', 'error'])('hands on %s', (level) => {
    const { lines, log } = recording()
    log[level]({}, 'x')
    expect(lines).toEqual([[level, {}, 'x']])
  })

  it.each([
    { where: 'the message', fields: {}, message: `from ${number}` },
    { where: 'a field', fields: { caller: number }, message: '' },
    { where: 'a key', fields: { [number]: 1 }, message: '' },
    { where: 'a number', fields: { caller: 31612345678 }, message: '' },
    { where: 'a fraction', fields: { caller: 31612345678.5 }, message: '' },
    { where: 'a negative number', fields: { caller: -31612345678 }, message: '' },
    { where: 'a BigInt', fields: { caller: 31612345678n }, message: '' },
    { where: 'a list', fields: { callers: [[number]] }, message: '' },
    { where: 'an object', fields: { call: { customer: { number } } }, message: '' },
    { where: 'something deep', fields: { a: { b: { c: { d: { e: { f: number } } } } } }, message: '' },
    { where: 'an error', fields: { error: new Error(`no ${number}`) }, message: '' },
    { where: 'an error as the fields', fields: new Error(`no ${number}`), message: '' },
    { where: 'bytes', fields: { body: Buffer.from(number) }, message: '' },
    { where: 'a URL', fields: { url: new URL(`tel:${number}`) }, message: '' },
    { where: 'a Map', fields: { map: new Map([[number, number]]) }, message: '' },
    { where: 'a function', fields: { fn: Object.assign(() => number, { number }) }, message: '' },
    { where: 'a symbol', fields: { symbol: Symbol(number) }, message: '' },
  ])('leaves no number in $where', ({ fields, message }) => {
    const { lines, log } = recording()
    log.warn(fields, message)
    const line = JSON.stringify(lines)
    expect(lines).toHaveLength(1)
    expect(line).not.toMatch(/612345678/)
    expect(line).not.toContain(JSON.stringify([...Buffer.from(number)]).slice(1, -1))
    expect(lines[0]?.[1]).not.toHaveProperty('symbol', expect.anything())
  })

  it('leaves ids that are random, ms and words as they are', () => {
    const fields = {
      exchange: '12345678-1234-4123-8123-123456789012',
      durationMs: 812.25,
      ok: true,
      at: null,
      why: 'late',
    }
    const { lines, log } = recording()
    log.info(fields, 'x')
    expect(lines[0]?.[1]).toEqual(fields)
  })

  it.each([
    { what: 'a text alone', given: ['only text'], line: ['info', {}, 'only text'] },
    { what: 'nothing', given: [], line: ['info', {}, ''] },
    { what: 'null', given: [null, 'x'], line: ['info', {}, 'x'] },
    { what: 'fields alone', given: [{ a: 1 }], line: ['info', { a: 1 }, ''] },
    { what: 'a message that is none', given: [{}, { toString: () => number }], line: ['info', {}, ''] },
    {
      what: 'a getter that throws',
      given: [
        {
          get a() {
            throw new Error(number)
          },
        },
        'x',
      ],
      line: ['info', { fields: 'unreadable' }, 'x'],
    },
  ])('takes $what', ({ given, line }) => {
    const { lines, log } = recording()
    Reflect.apply(log.info, undefined, given)
    expect(lines).toEqual([line])
  })

  it('does not follow circles, nor large things to their end', () => {
    const { lines, log } = recording()
    const web: Record<string, unknown> = {}
    for (let index = 0; index < 50; index += 1) web[`k${index}`] = web
    const startedAt = performance.now()
    log.info(web, 'x')
    log.info({ process, list: Array.from({ length: 1e6 }, () => 0) }, 'y')
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    expect(JSON.stringify(lines).length).toBeLessThan(100_000)
  })

  it('swallows what the logger throws', () => {
    const broken = () => {
      throw new Error('disk full')
    }
    const log = redactingLogger({ debug: broken, info: broken, warn: broken, error: broken })
    expect(() => log.error({}, 'x')).not.toThrow()
  })
})

describe('describeError', () => {
  it('keeps the class and the places in code', () => {
    const { name, frames } = describeError(new TypeError(`no ${number}`))
    expect(name).toBe('TypeError')
    expect(frames.length).toBeGreaterThan(0)
    expect(frames.length).toBeLessThanOrEqual(8)
    expect(frames.every((frame) => /^at .*(?::\d+:\d+|<anonymous>)\)?$/.test(frame))).toBe(true)
  })

  it.each([
    { what: 'a message that looks like a frame', error: new Error(`x\n    at Anna Jansen (${number}:1:2)`) },
    { what: 'a message of frames only', error: new Error(`\n    at Anna Jansen:1:2`) },
    { what: 'a name with a number', error: Object.assign(new Error('x'), { name: '31612345678' }) },
    { what: 'a name with a number in it', error: Object.assign(new Error('x'), { name: 'Caller31612345678' }) },
    { what: 'a name that is a sentence', error: Object.assign(new Error('x'), { name: 'Anna Jansen called' }) },
    {
      what: 'a stack of its own',
      error: Object.assign(new Error('x'), { stack: `Anna Jansen\n    at home ${number}` }),
    },
    {
      what: 'a number in a place',
      error: Object.assign(new Error('x'), { stack: `Error: x\n    at fn (/${number}/a.js:1:2)` }),
    },
    { what: 'a message that was changed', error: Object.assign(new Error(number), { message: 'other' }) },
    { what: 'a cause', error: new Error('x', { cause: number }) },
    { what: 'more fields', error: Object.assign(new Error('x'), { number, caller: 'Anna Jansen' }) },
    { what: 'text in place of an error', error: `Anna Jansen ${number}` },
    { what: 'an object in place of an error', error: { message: `Anna Jansen ${number}` } },
  ])('keeps nothing of $what', ({ error }) => {
    const described = JSON.stringify(describeError(error))
    expect(described).not.toMatch(/612345678/)
    expect(described).not.toContain('Anna')
  })

  it.each([
    { error: null, name: 'null' },
    { error: undefined, name: 'undefined' },
    { error: 'x', name: 'string' },
    { error: {}, name: 'object' },
    { error: Object.assign(new Error('x'), { stack: undefined }), name: 'Error' },
    { error: Object.assign(new Error('x'), { stack: 3, message: {} }), name: 'Error' },
  ])('survives $error as $name', ({ error, name }) => {
    expect(describeError(error)).toEqual({ name, frames: [] })
  })

  it('survives an error that cannot be read', () => {
    const sly = (key: string) =>
      Object.defineProperty(new Error('x'), key, {
        get: () => {
          throw new Error('sly')
        },
      })
    for (const key of ['name', 'stack', 'message']) {
      expect(describeError(sly(key))).toEqual({ name: 'unreadable', frames: [] })
    }
  })
})

describe('stderrLogger', () => {
  it('writes warnings and errors as one JSON object a line, and nothing else', () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    stderrLogger.debug({}, 'd')
    stderrLogger.info({}, 'i')
    stderrLogger.warn({ a: 1, level: 'x', message: 'y' }, 'w')
    stderrLogger.error({}, 'e')
    const lines = write.mock.calls.map(([line]) => String(line))
    expect(lines.every((line) => line.endsWith('}\n'))).toBe(true)
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { level: 'warn', a: 1, message: 'w' },
      { level: 'error', message: 'e' },
    ])
  })
})

function recording(fields?: object): { lines: unknown[][]; log: Logger } {
  const lines: unknown[][] = []
  const keep = (level: string) => (data: object, message: string) => void lines.push([level, data, message])
  return {
    lines,
    log: redactingLogger(
      { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') },
      fields,
    ),
  }
}
