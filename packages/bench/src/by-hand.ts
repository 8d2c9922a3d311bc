import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { isAnalysed, isGold, isOpen, languageOf } from './decisions.ts'
import { analysis, closedGreeting, goldPatch, type Language, saved, secret, speech } from './job.ts'

/** What a careful developer writes for one platform and one business; the servers by hand differ only in their HTTP. */

/** Checks HMAC-SHA256 of `timestamp.body`, not older or newer than 300 s. */
export function isSigned(headers: IncomingHttpHeaders, rawBody: string | Buffer): boolean {
  const timestamp = headers['x-webhook-timestamp']
  const signature = headers['x-webhook-signature']
  if (typeof timestamp !== 'string' || typeof signature !== 'string') return false
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300)) return false
  const wanted = createHmac('sha256', secret).update(`${timestamp}.`).update(rawBody).digest()
  const given = Buffer.from(signature.replace(/^sha256=/, ''), 'hex')
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

const webhook = z.object({
  message: z.object({
    type: z.literal('assistant-request'),
    call: z.object({ id: z.string() }),
    phone_number: z.object({ number: z.string() }),
    customer: z.object({ number: z.string() }),
  }),
})

type Message = z.output<typeof webhook>['message']

/** @returns `undefined` for a body that is no `assistant-request` */
export function parseMessage(body: unknown): Message | undefined {
  return webhook.safeParse(body).data?.message
}

/** Decides and writes the response, in snake case. */
export function respond({ phone_number, customer }: Message): object {
  const open = isOpen(Date.now())
  const language = languageOf(customer.number)
  const gold = isGold(customer.number)
  return assemble(open, language, gold, isAnalysed(phone_number.number))
}

/** The same with four decisions that could each look something up, and do not. */
export async function respondAsync({ phone_number, customer }: Message): Promise<object> {
  const open = await later(() => isOpen(Date.now()))
  const language = await later(() => languageOf(customer.number))
  const gold = await later(() => isGold(customer.number))
  const analysed = await later(() => isAnalysed(phone_number.number))
  return assemble(open, language, gold, analysed)
}

/** An asynchronous function that waits for a settled promise, as one that finds its answer in a cache. */
export async function later<Value>(decide: () => Value): Promise<Value> {
  await undefined
  return decide()
}

function assemble(open: boolean, language: Language, gold: boolean, analysed: boolean): object {
  const { firstMessage, stt, tts } = speech[language]
  return {
    assistant: {
      first_message: open ? firstMessage : closedGreeting,
      ...(gold ? { llm_config: goldLlmConfig } : {}),
      stt_config: { ...saved.stt, ...stt },
      tts_config: { provider: saved.tts.provider, voice_id: tts.voiceId, model: saved.tts.model },
      ...(analysed ? { analysis_plan: analysisPlan } : {}),
    },
    ...(gold ? { max_duration_seconds: goldPatch.maxDurationSeconds } : {}),
  }
}

const [findAppointment] = saved.llm.tools
const { type: _, ...findAppointmentFields } = findAppointment

const goldLlmConfig = {
  provider: saved.llm.provider,
  model: goldPatch.llm.model,
  messages: [{ role: 'system', content: saved.llm.prompt }],
  tools: [findAppointmentFields, { type: 'end_call' }],
  temperature: saved.llm.temperature,
}

const analysisPlan = {
  structured_data_plan: { enabled: true, schema: analysis.schema, messages: analysis.messages },
  min_messages_threshold: analysis.minMessages,
}
