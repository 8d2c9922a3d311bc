import { onTestFinished } from 'vitest'
import { z } from 'zod'
import {
  createHost,
  definePlugin,
  type Host,
  type HostConfig,
  type HostOptions,
  type LineConfig,
  type PreanswerError,
} from '../src/index.ts'
import { ringing, secret, signedHeaders, silent } from './webhook.ts'

export const amsterdam = '+31201234567'
export const utrecht = '+31301234567'

/** Says how long a call may take. */
export const cap = definePlugin({
  name: 'cap',
  options: z.strictObject({ seconds: z.number().int(), words: z.record(z.string(), z.string()).optional() }),
  setup(hooks, { seconds }) {
    hooks.contribute.tap(() => ({ maxDurationSeconds: seconds }))
  },
})

/** Greets with the name of the line. */
export const hello = definePlugin({
  name: 'hello',
  setup(hooks) {
    hooks.contribute.tap(({ line }) => ({ firstMessage: `This is ${line.name}.` }))
  },
})

/** An assistant that can be sent where the platform has none. */
export const whole = {
  firstMessage: 'We call you back.',
  llm: { provider: 'openai', model: 'gpt-5.4-mini' },
  stt: { provider: 'deepgram', model: 'nova-3', language: 'nl' },
  tts: { provider: 'elevenlabs', voiceId: 'voice' },
} as const

/** A host with lines. `hello` and `cap` are shared where the config says nothing of plugins. */
export async function startLines(
  lines: readonly LineConfig[],
  config: Partial<HostConfig> = {},
  options: HostOptions = {},
): Promise<Host> {
  const plugins = [hello(), cap({ seconds: 60 })]
  const host = await createHost({ secrets: secret, plugins, ...config, lines }, { log: silent, ...options })
  onTestFinished(() => host.close())
  return host
}

/** What is wrong with lines, which may be anything, where the host is strict. */
export async function problemsOf(lines: unknown, config: Partial<HostConfig> = {}): Promise<PreanswerError> {
  return startLines(lines as LineConfig[], config, { strict: true }).then(
    () => {
      throw new Error('the config was taken')
    },
    (error) => error,
  )
}

/** What a call gets that dials a number: the response, or the status where it is refused. */
export async function dial(host: Host, dialed: string, key: string = secret): Promise<unknown> {
  const body = ringing({ dialed })
  const reply = await host.answer({ headers: signedHeaders(body, key), body })
  return reply.status === 200 ? JSON.parse(reply.body) : reply.status
}
