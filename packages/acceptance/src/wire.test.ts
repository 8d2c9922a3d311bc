import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { preanswer, type RunningCommand, startCommand } from './command.ts'
import { createLinkedFolder, type TemporaryFolder } from './folder.ts'
import { fixture, post, requestNames, secret } from './webhook.ts'
import { readText, root } from './workspace.ts'

const env = { PREANSWER_SECRET: secret }
const kinds = ['default', 'greeting', 'llm', 'duration', 'rejection', 'analysis'] as const
type Kind = (typeof kinds)[number]

/** Keys of an assistant by dialect, as far as the example's plugins touch them. */
const spellings = {
  legacy: ['firstMessage', 'model', 'transcriber', 'voice', 'analysisPlan', 'maxDurationSeconds'],
  camel: ['firstMessage', 'llm_config', 'stt_config', 'tts_config', 'analysisPlan'],
  snake: ['first_message', 'llm_config', 'stt_config', 'tts_config', 'analysis_plan'],
}
type Dialect = keyof typeof spellings

/** Where the name of the file does not say it. */
const dialectOfEdge: Readonly<Record<string, Dialect>> = {
  'edge.minimal-message': 'snake',
  'edge.mixed-casing': 'snake',
  'edge.vapi-shaped': 'camel',
}

describe('the example config', () => {
  let server: RunningCommand
  beforeAll(async () => {
    server = await startCommand(join(root, 'examples/config-file/preanswer.config.yaml'), { env })
  })
  afterAll(async () => {
    expect(await server.stop()).toBe(0)
  })

  it.each(requestNames())('answers %s in the words of its request', async (name) => {
    const text = fixture(name)
    const { status, body } = await post(`${server.origin}/webhook`, text)
    expect(status).toBe(200)
    const response = JSON.parse(body)
    const dialect = dialectOf(name)
    const { eventType, message } = JSON.parse(text)
    switch (eventType ?? message.type) {
      case 'assistant-request':
        expect(spellings[dialect]).toEqual(expect.arrayContaining(Object.keys(response.assistant)))
        expect(response.assistant).toHaveProperty(dialect === 'snake' ? 'analysis_plan' : 'analysisPlan')
        break
      case 'tool-calls': {
        const key = dialect === 'snake' ? 'tool_call_id' : 'toolCallId'
        expect(response.results.map((result: Record<string, string>) => result[key])).toEqual(toolIds(JSON.parse(text)))
        break
      }
      default:
        expect(response).toEqual({})
    }
  })

  it('refuses what somebody else has signed', async () => {
    const { status } = await post(`${server.origin}/webhook`, fixture('assistant-request.snake'), 'of somebody else')
    expect(status).toBe(401)
  })
})

describe.each(kinds)('the config of the documented response "%s"', (kind) => {
  it('produces it to the letter, in camel and in snake', async () => {
    const server = await serve(join(root, 'packages/acceptance/configs', `${kind}.yaml`))
    for (const dialect of ['camel', 'snake'] as const) {
      const { status, body } = await post(`${server.origin}/webhook`, fixture(`assistant-request.${dialect}`))
      const documented: Record<Kind, object> = JSON.parse(fixture(`responses.${dialect}`))
      expect({ status, body }).toEqual({ status: 200, body: JSON.stringify(documented[kind]) })
    }
  })
})

describe('a legacy request', () => {
  let folder: TemporaryFolder
  beforeAll(async () => {
    folder = await createLinkedFolder()
  })
  afterAll(() => folder.remove())

  const config = (kind: Kind, ...more: string[]) => {
    const text = [readText(`packages/acceptance/configs/${kind}.yaml`), 'defaultDialect: legacy', ...more].join('\n')
    return folder.write(`${kind}.yaml`, text)
  }
  const whole = readText('packages/acceptance/configs/assistant.yaml')
  const assistant = {
    firstMessage: 'Goedendag, waarmee kan ik u helpen?',
    model: {
      provider: 'openai',
      model: 'gpt-4o-mini',
      messages: [{ role: 'system', content: 'Je neemt de telefoon op.' }],
    },
    transcriber: { provider: 'deepgram', model: 'nova-2', language: 'nl' },
    voice: { provider: '11labs', voiceId: 'stem-nl' },
    maxDurationSeconds: 600,
  }
  const documented = JSON.parse(fixture('responses.camel'))

  it.each<{ kind: Kind; response: object }>([
    { kind: 'default', response: { assistant } },
    { kind: 'greeting', response: { assistant: { ...assistant, ...documented.greeting.assistant } } },
    { kind: 'llm', response: { assistant: { ...assistant, model: documented.llm.assistant.llm_config } } },
    { kind: 'duration', response: { assistant: { ...assistant, maxDurationSeconds: 300 } } },
    { kind: 'rejection', response: { error: documented.rejection.error } },
    { kind: 'analysis', response: { assistant: { ...assistant, ...documented.analysis.assistant } } },
  ])('gets a whole assistant, or the rejection: $kind', async ({ kind, response }) => {
    const server = await serve(await config(kind, whole))
    const { status, body } = await post(`${server.origin}/webhook`, fixture('assistant-request.legacy'))
    expect({ status, body: JSON.parse(body) }).toEqual({ status: 200, body: response })
  })

  it('is logged when there is no assistant to send', async () => {
    const server = await serve(await config('default'))
    const { body } = await post(`${server.origin}/webhook`, fixture('assistant-request.legacy'))
    expect(body).toBe('{}')
    await server.stop()
    expect(server.output.stdout).toMatch(/"level":"error".*"dialect":"legacy".*"no fallback/)
  })

  it.each([
    { where: 'no rejection', kind: 'greeting', more: whole, exitCode: 0, finding: 'none' },
    { where: 'a rejection', kind: 'rejection', more: whole, exitCode: 0, finding: 'warning  legacy-rejections' },
    { where: 'no assistant', kind: 'greeting', more: '', exitCode: 78, finding: 'error  legacy-without-fallback' },
  ] as const)('with $where makes preanswer check say $finding', async ({ kind, more, exitCode, finding }) => {
    const run = await preanswer(['check', '--config', await config(kind, more)], { env })
    const [found = 'none'] = /^\w+ {2}legacy-\S+/m.exec(run.stdout) ?? []
    expect({ exitCode: run.exitCode, found }).toEqual({ exitCode, found: finding })
  })
})

async function serve(config: string): Promise<RunningCommand> {
  const server = await startCommand(config, { env })
  onTestFinished(async () => {
    await server.stop()
  })
  return server
}

function dialectOf(name: string): Dialect {
  const [found] = /\b(?:legacy|camel|snake)\b/.exec(name) ?? []
  return dialectOfEdge[name] ?? (found as Dialect | undefined) ?? 'snake'
}

function toolIds({ tasksInitiated, message }: Record<string, never>): unknown {
  type Item = { readonly id?: string; readonly taskId?: string }
  const { toolCallList, tool_call_list } = (message ?? {}) as Record<string, readonly Item[]>
  const list: readonly Item[] = tasksInitiated ?? toolCallList ?? tool_call_list ?? []
  return list.map(({ id, taskId }) => id ?? taskId)
}
