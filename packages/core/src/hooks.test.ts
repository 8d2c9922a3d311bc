import { describe, expect, expectTypeOf, it } from 'vitest'
import { answerCall, entry, ringing, startHost, webhook } from '../test/webhook.ts'
import { definePlugin, type Facts, type Hook } from './index.ts'

const turns = (count: number) =>
  Array.from({ length: count }).reduce<Promise<void>>(
    (wait) => wait.then(() => new Promise(setImmediate)),
    Promise.resolve(),
  )

describe('hooks.identify', () => {
  it('merges facts in config order, the customer field by field, whoever was faster', async () => {
    const host = await startHost([
      entry('slow', (hooks) =>
        hooks.identify.tap(async () => {
          await turns(3)
          return { country: 'NL', customer: { name: 'Jansen', tier: 'silver' } }
        }),
      ),
      entry('fast', (hooks) => hooks.identify.tap(() => ({ country: 'BE', customer: { tier: 'gold' } }))),
    ])
    const { detail, trace } = await answerCall(host)
    expect(detail?.facts).toEqual({ country: 'BE', customer: { name: 'Jansen', tier: 'gold' } })
    expect(trace?.facts).toEqual({ country: 'fast', 'customer.name': 'slow', 'customer.tier': 'fast' })
  })

  it.each([
    { facts: { languages: ['fr', 'de'] }, settled: 'de', why: 'the first candidate that the line speaks' },
    { facts: { languages: ['fr'] }, settled: 'nl', why: "the line's own when it speaks none of them" },
    {
      facts: { languages: ['de'], customer: { language: 'en' } },
      settled: 'en',
      why: "the customer's before a candidate",
    },
    { facts: {}, settled: 'nl', why: "the line's own when nobody knows" },
  ])('settles the language: $why', async ({ facts, settled }) => {
    const host = await startHost([entry('finder', (hooks) => hooks.identify.tap(() => facts as Facts))], {
      language: 'nl',
      languages: ['nl', 'de', 'en'],
    })
    expect((await answerCall(host)).detail?.facts.language).toBe(settled)
  })

  it('refuses facts that are not in their shape, and loses nothing else', async () => {
    const host = await startHost([
      entry('wrong', (hooks) => hooks.identify.tap(() => ({ country: 'Netherlands' }))),
      entry('right', (hooks) => hooks.identify.tap(() => ({ country: 'NL' }))),
    ])
    const { detail, trace } = await answerCall(host)
    expect(detail?.facts).toEqual({ country: 'NL' })
    expect(trace?.taps[0]).toMatchObject({ outcome: 'invalid', reason: 'schema' })
  })
})

describe('hooks.screen', () => {
  it('asks in order until one says no, and asks nobody after that', async () => {
    const asked: string[] = []
    const screen = (name: string, answer?: string) =>
      entry(name, (hooks) =>
        hooks.screen.tap(() => {
          asked.push(name)
          return answer === undefined ? null : { reject: answer, reason: 'closed' }
        }),
      )
    const host = await startHost([
      screen('first'),
      screen('second', 'We are closed.'),
      screen('third', 'Not reached.'),
      entry('greeting', (hooks) =>
        hooks.contribute.tap(() => {
          asked.push('greeting')
          return { firstMessage: 'Hello.' }
        }),
      ),
    ])
    const { body, trace } = await answerCall(host)
    expect(body).toBe('{"error":"We are closed."}')
    expect(asked).toEqual(['first', 'second'])
    expect(trace?.response).toMatchObject({ kind: 'rejection', rejectedBy: 'second', reason: 'closed' })
  })

  it("speaks the caller's language, else the line's", async () => {
    const reject = { nl: 'Wij zijn gesloten.', de: 'Wir haben geschlossen.' }
    const host = await startHost(
      [
        entry('finder', (hooks) =>
          hooks.identify.tap(({ call }) =>
            call.caller?.startsWith('+49') ? { languages: ['de'] } : { languages: ['pl'] },
          ),
        ),
        entry('closed', (hooks) => hooks.screen.tap(() => ({ reject }))),
      ],
      { language: 'nl', languages: ['nl', 'de'] },
    )
    const say = async (caller: string) => JSON.parse((await host.answer(webhook(ringing({ caller })))).body).error
    expect(await say('+4930231250012')).toBe('Wir haben geschlossen.')
    expect(await say('+48221234567')).toBe('Wij zijn gesloten.')
  })

  it.each([
    { reject: '', how: 'empty' },
    { reject: ' \n\t', how: 'blank' },
    { reject: 42 as never, how: 'not a text' },
  ])('takes the call when the rejection is $how: only intent hangs up', async ({ reject }) => {
    const host = await startHost([entry('broken', (hooks) => hooks.screen.tap(() => ({ reject })))])
    const { body, trace } = await answerCall(host)
    expect(body).toBe('{}')
    expect(trace?.taps[0]?.outcome).toBe('invalid')
  })

  it('speaks at most 500 characters, cut after a sentence', async () => {
    const host = await startHost([
      entry('long', (hooks) => hooks.screen.tap(() => ({ reject: 'We are closed today. '.repeat(300) }))),
    ])
    const { error } = (await answerCall(host)).response
    expect(error.length).toBeLessThanOrEqual(500)
    expect(error.endsWith('today.')).toBe(true)
  })
})

describe('hooks.contribute', () => {
  it('merges in config order once all are in, whoever was faster', async () => {
    const host = await startHost([
      entry('slow', (hooks) =>
        hooks.contribute.tap(async () => {
          await turns(5)
          return { firstMessage: 'First.', maxDurationSeconds: 60 }
        }),
      ),
      entry('fast', (hooks) => hooks.contribute.tap(() => ({ firstMessage: 'Second.' }))),
    ])
    const { response, trace } = await answerCall(host)
    expect(response).toEqual({ assistant: { first_message: 'Second.' }, max_duration_seconds: 60 })
    expect(trace?.response.owners).toEqual({ firstMessage: 'fast', maxDurationSeconds: 'slow' })
    expect(trace?.response.overridden).toEqual([{ path: 'firstMessage', entry: 'slow', by: 'fast' }])
    expect(trace?.taps[0]).toMatchObject({ set: ['maxDurationSeconds'], lost: [{ path: 'firstMessage', to: 'fast' }] })
  })

  it('runs taps together: the last is asked before the first has answered', async () => {
    const order: string[] = []
    const tap = (name: string) =>
      entry(name, (hooks) =>
        hooks.contribute.tap(async () => {
          order.push(`${name} asked`)
          await turns(1)
          order.push(`${name} answers`)
          return null
        }),
      )
    await answerCall(await startHost([tap('one'), tap('two')]))
    expect(order).toEqual(['one asked', 'two asked', 'one answers', 'two answers'])
  })
})

describe('hooks.review', () => {
  it('sees the draft with what stood before it, in order', async () => {
    const seen: unknown[] = []
    const host = await startHost([
      entry('greeting', (hooks) => hooks.contribute.tap(() => ({ firstMessage: 'Hello.' }))),
      entry('disclosing', (hooks) =>
        hooks.review.tap(({ draft }) => ({ firstMessage: `I am an assistant. ${draft.firstMessage}` })),
      ),
      entry('watching', (hooks) => hooks.review.tap(({ draft }) => void seen.push(draft.firstMessage))),
    ])
    const { response } = await answerCall(host)
    expect(response.assistant.first_message).toBe('I am an assistant. Hello.')
    expect(seen).toEqual(['I am an assistant. Hello.'])
  })

  it('runs none after a rejection', async () => {
    const host = await startHost([
      entry('refusing', (hooks) => hooks.review.tap(() => ({ reject: 'No.' }))),
      entry('after', (hooks) => hooks.review.tap(() => ({ firstMessage: 'Yes.' }))),
    ])
    const { body, trace } = await answerCall(host)
    expect(body).toBe('{"error":"No."}')
    expect(trace?.taps.map((tap) => tap.entry)).toEqual(['refusing'])
  })
})

describe('hooks.observe', () => {
  it('runs after the response, with the trace, and cannot change it', async () => {
    const kinds: string[] = []
    const host = await startHost([
      entry('greeting', (hooks) => hooks.contribute.tap(() => ({ firstMessage: 'Hello.' }))),
      entry('journal', (hooks) =>
        hooks.observe.tap(({ event, trace }) => void kinds.push(`${event.name} ${trace.response.kind}`)),
      ),
    ])
    await answerCall(host)
    expect(kinds).toEqual([])
    await host.close()
    expect(kinds).toEqual(['assistant-request assistant'])
  })

  it('gets the other events of the platform too', async () => {
    const seen: unknown[] = []
    const host = await startHost([entry('journal', (hooks) => hooks.observe.tap(({ event }) => void seen.push(event)))])
    const report = JSON.stringify({
      message: {
        type: 'end-of-call-report',
        call: { id: 'c', type: 'inbound_phone_call' },
        duration_seconds: 12,
        summary: 'Short.',
      },
    })
    expect((await host.answer(webhook(report))).body).toBe('{}')
    await host.close()
    expect(seen).toEqual([
      expect.objectContaining({ name: 'end-of-call-report', durationSeconds: 12, summary: 'Short.' }),
    ])
  })

  it('that fails costs nothing', async () => {
    const host = await startHost([entry('broken', (hooks) => hooks.observe.tap(() => Promise.reject(new Error('no'))))])
    expect((await answerCall(host)).status).toBe(200)
    await expect(host.close()).resolves.toBeUndefined()
  })
})

describe('host.hooks', () => {
  it('come after the plugins, whatever their number', async () => {
    const host = await startHost([
      entry('plugin', (hooks) => hooks.contribute.tap(() => ({ firstMessage: 'Plugin.' }))),
    ])
    host.hooks.contribute.tap(() => ({ firstMessage: 'Embedder.' }))
    const { response, trace } = await answerCall(host)
    expect(response.assistant.first_message).toBe('Embedder.')
    expect(trace?.response.overridden).toEqual([{ path: 'firstMessage', entry: 'plugin', by: 'host' }])
  })

  it('refuse a tap whose budget does not fit any more', async () => {
    const host = await startHost([])
    expect(() => host.hooks.screen.tap({ budgetMs: 4_001 }, () => null)).toThrow(
      expect.objectContaining({ code: 'PREANSWER_PLAN_TOO_LONG' }),
    )
  })

  it('are typed: a screen tap returns a rejection, never a patch', () => {
    definePlugin({
      name: 'typed',
      setup(hooks) {
        // @ts-expect-error a patch is no answer to screen
        hooks.screen.tap(() => ({ firstMessage: 'Hello.' }))
        // @ts-expect-error a key that no patch has
        hooks.contribute.tap(() => ({ llm: { modell: 'x' } }))
        hooks.review.tap(({ draft }) => {
          expectTypeOf(draft.firstMessage).toEqualTypeOf<string | undefined>()
        })
      },
    })
  })
})

describe('set-ups that end out of order', () => {
  it('leave the taps in config order', async () => {
    const late = definePlugin({
      name: 'late',
      async setup(hooks) {
        await turns(3)
        hooks.contribute.tap(() => ({ firstMessage: 'Late set-up.' }))
      },
    })
    const host = await startHost([
      late(),
      entry('early', (hooks) => hooks.contribute.tap(() => ({ firstMessage: 'Early set-up.' }))),
    ])
    const { response, trace } = await answerCall(host)
    expect(response.assistant.first_message).toBe('Early set-up.')
    expect(trace?.taps.map((tap) => tap.entry)).toEqual(['late', 'early'])
  })
})

describe('onFailure', () => {
  const broken = () => {
    throw new Error('down')
  }

  it('hands in the patch that the operator wrote', async () => {
    const host = await startHost([
      entry('greeting', (hooks) => hooks.contribute.tap(broken), { onFailure: { patch: { firstMessage: 'Hello.' } } }),
    ])
    const { response, trace } = await answerCall(host)
    expect(response).toEqual({ assistant: { first_message: 'Hello.' } })
    expect(trace?.taps[0]).toMatchObject({ outcome: 'failed', onFailure: 'patch', set: ['firstMessage'] })
  })

  it('rejects where the operator wrote so on a screen plugin', async () => {
    const host = await startHost([
      entry('screen', (hooks) => hooks.screen.tap(broken), { onFailure: { reject: 'Not now.' } }),
    ])
    const { body, trace } = await answerCall(host)
    expect(body).toBe('{"error":"Not now."}')
    expect(trace?.response).toMatchObject({ rejectedBy: 'screen', reason: 'screen-failed' })
  })

  it.each([
    { onFailure: { reject: 'No.' }, hook: 'contribute', path: ['plugins', 0, 'onFailure', 'reject'] },
    { onFailure: { patch: { firstMessage: 'Hello.' } }, hook: 'screen', path: ['plugins', 0, 'onFailure', 'patch'] },
  ] as const)('is refused at start where it makes no sense: $onFailure on $hook', async ({ onFailure, hook, path }) => {
    const start = startHost([
      entry('plugin', (hooks) => (hooks[hook] as Hook<() => null>).tap(() => null), { onFailure }),
    ])
    await expect(start).rejects.toMatchObject({ code: 'PREANSWER_CONFIG_INVALID', issues: [{ path }] })
  })
})
