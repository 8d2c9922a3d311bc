import { LRUCache } from 'lru-cache'
import type { Line } from './call.ts'
import type { CheckedConfig } from './config.ts'
import { startDeadline } from './deadline.ts'
import { PreanswerError } from './errors.ts'
import type { WebhookEvent } from './event.ts'
import { Exchange, type ExchangeSetting } from './exchange.ts'
import type { Forwarder } from './forward.ts'
import { runPhases } from './hooks.ts'
import type { CompiledLine } from './line.ts'
import { describeError, type Logger } from './log.ts'
import { parseBody } from './receive.ts'
import type { Records, RefusedWebhook } from './records.ts'
import { encodeResponse } from './respond.ts'
import type { Tap } from './tap-run.ts'
import type { ResponseKind } from './trace.ts'
import { renderVariables } from './variables.ts'
import { type Reply, refusal, toRefused, type Webhook } from './webhook.ts'
import { detectDialect, peekDialedNumber } from './wire/detect.ts'
import { diagnose, type Verification } from './wire/diagnose.ts'
import type { Dialect } from './wire/dialect.ts'
import { isTrusted } from './wire/verify.ts'

/** What answering needs of the host. */
export interface Answering {
  readonly records: Records
  readonly log: Logger
  readonly forwarder: Forwarder
  readonly delivered: Deliveries
  readonly defaultDialect: CheckedConfig['defaultDialect']
  lineFor(dialedNumber: unknown): CompiledLine
  /** The tap by which an embedding app tells what it knows */
  appTap(facts: NonNullable<Webhook['facts']>): Tap
  /** The tap of what an operator said for now; `undefined` where nobody said anything */
  overrideTap(line: Line, receivedAt: number): Tap | undefined
  /** Logs the exchange and runs its observers, off the clock */
  observe(exchange: Exchange, line: CompiledLine): void
}

/** Responses by call, so that a second delivery gets the first one's: a promise while the first is on its way. */
export type Deliveries = LRUCache<string, Reply | Promise<Reply>>

export function createDeliveries(): Deliveries {
  return new LRUCache({ max: 10_000, ttl: 60_000 })
}

/** A webhook that is trusted and understood. */
interface Admitted {
  readonly webhook: Webhook
  readonly bytes: Uint8Array
  readonly line: CompiledLine
  readonly dialect: Dialect
  readonly event: WebhookEvent
  readonly arrivedAt: number
}

/** Answers one webhook: receive, verify, decode; then the lifecycle. Never rejects. */
export async function answer(webhook: Webhook, host: Answering): Promise<Reply> {
  const arrivedAt = webhook.arrivedAt ?? performance.now()
  let admitted: Admitted
  try {
    admitted = admit(webhook, arrivedAt, host)
  } catch (error) {
    return webhook.rehearsal === undefined ? host.records.refuse(error, webhook) : refusal(toRefused(error))
  }
  try {
    return await (admitted.event.name === 'assistant-request' ? answerOnce : answerEvent)(admitted, host)
  } catch (error) {
    // a fault of ours; who was trusted gets no refusal for it
    host.log.error(describeError(error), 'a webhook could not be answered')
    return { status: 200, headers: jsonHeaders, body: '{}' }
  }
}

function admit(webhook: Webhook, arrivedAt: number, host: Answering): Admitted {
  const bytes = typeof webhook.body === 'string' ? Buffer.from(webhook.body) : webhook.body
  const body = parseBody(bytes)
  const line = host.lineFor(peekDialedNumber(body))
  if (webhook.trusted !== true && !isTrusted({ ...webhook, body: bytes }, line.trust)) {
    throw new PreanswerError('PREANSWER_UNTRUSTED')
  }
  const detected = detectDialect(body, host.defaultDialect)
  if (detected === undefined) throw new PreanswerError('PREANSWER_EVENT_MISSING')
  const { dialect } = detected
  const event = dialect.decode(body as Record<string, unknown>, webhook.receivedAt ?? Date.now())
  return { webhook, bytes, line, dialect, event, arrivedAt }
}

/**
 * Tells an operator how a webhook was verified, as the secrets are now.
 *
 * @param at When it arrived, ms since the Unix epoch
 * @param previous Secrets that the config had before
 */
export function diagnoseWebhook(
  webhook: RefusedWebhook,
  at: number,
  { lineFor }: Pick<Answering, 'lineFor'>,
  previous: readonly string[],
): Verification {
  const body = typeof webhook.body === 'string' ? Buffer.from(webhook.body) : webhook.body
  const { trust } = lineFor(dialedNumberOf(body))
  // the secret of the host, where a line has its own
  const ofOtherLines = lineFor(undefined).trust.secrets
  return diagnose({ ...webhook, body }, trust, at, { previous, ofOtherLines })
}

function dialedNumberOf(body: Uint8Array): unknown {
  try {
    return peekDialedNumber(parseBody(body))
  } catch {
    return undefined
  }
}

/** A second delivery of a call, also while the first is in flight, gets the same response. */
async function answerOnce(admitted: Admitted, host: Answering): Promise<Reply> {
  const { event, dialect, line, webhook } = admitted
  // without an id two calls cannot be told from two deliveries
  if (event.call.id === undefined || webhook.rehearsal !== undefined) return answerCall(admitted, host)
  const key = JSON.stringify([line.line.name, dialect.name, event.call.id])
  const earlier = host.delivered.get(key)
  if (earlier !== undefined) {
    host.records.noteRepeated(line.line.name, dialect.name)
    return earlier
  }
  const answering = answerCall(admitted, host)
  host.delivered.set(key, answering)
  const reply = await answering
  // what is sent again is kept, and not the whole exchange behind it
  host.delivered.set(key, { status: reply.status, headers: reply.headers, body: reply.body })
  return reply
}

async function answerCall(admitted: Admitted, host: Answering): Promise<Reply> {
  const { webhook, line, dialect } = admitted
  const exchange = startExchange(admitted)
  try {
    const app = webhook.facts && host.appTap(webhook.facts)
    const override = host.overrideTap(line.line, exchange.call.receivedAt)
    await runPhases(line.pipeline, exchange, { app, override })
  } catch (error) {
    // ours, not a plugin's: what there is so far is answered
    host.log.error({ exchange: exchange.id, ...describeError(error) }, 'the lifecycle failed')
  }
  exchange.response = encodeResponse(exchange, dialect, line, host.log)
  return endExchange(exchange, admitted, host)
}

/** The events that need no decision: acknowledged at once, and passed on where config says so. */
async function answerEvent(admitted: Admitted, host: Answering): Promise<Reply> {
  const { event, dialect, line, webhook, bytes } = admitted
  const exchange = startExchange(admitted)
  const url = webhook.rehearsal === undefined ? line.config.forward : undefined
  const delivery = url === undefined ? undefined : { url, headers: webhook.headers, body: bytes }
  let kind: ResponseKind = delivery === undefined ? 'acknowledged' : 'forwarded'
  let body = '{}'
  if (event.name === 'tool-calls') {
    const answered = delivery && (await host.forwarder.ask(delivery, exchange.remainingMs()))
    if (answered === undefined) kind = 'tool-results'
    body = answered ?? JSON.stringify(unhandledTools(event.toolCalls, dialect))
  } else if (delivery !== undefined) {
    host.forwarder.deliver(delivery)
  }
  exchange.end({ kind, owners: [], dropped: [] })
  exchange.response = body
  return endExchange(exchange, admitted, host)
}

function endExchange(exchange: Exchange, { line, webhook }: Admitted, host: Answering): Reply {
  if (webhook.rehearsal === undefined) host.observe(exchange, line)
  return new ExchangeReply(exchange, webhook.detail === true)
}

function unhandledTools(
  toolCalls: readonly { readonly id: string }[],
  dialect: Dialect,
): Readonly<Record<string, unknown>> {
  const result = 'This tool is not available right now.'
  return dialect.encodeToolResults(toolCalls.map(({ id }) => ({ id, result })))
}

function startExchange({ webhook, bytes, event, line, dialect, arrivedAt }: Admitted): Exchange {
  const { config } = line
  const setting: ExchangeSetting = {
    line: line.line,
    assistant: line.assistant,
    dialect: dialect.name,
    deadline: startDeadline(arrivedAt, dialect.limitMs(event.name), config.marginMs),
    ground: (facts, hasPatches) => ({
      baseFor: (assistantId) => baseFor(assistantId, hasPatches, dialect, config),
      carriesAssistantId: dialect.carriesAssistantId,
      maximumKeyterms: dialect.maximumKeyterms,
      languages: [facts.language, line.line.language],
      variables: config.variables,
    }),
    renderSpoken: (text) => renderVariables(text, config.variables, 'drop').text,
  }
  const { headers, rehearsal } = webhook
  return new Exchange(event, setting, arrivedAt, { headers, body: bytes, rehearsal })
}

function baseFor(assistantId: string | undefined, hasPatches: boolean, dialect: Dialect, config: CheckedConfig) {
  const { assistant, assistants, fallback, savedAssistant } = config
  if (assistantId !== undefined) {
    const snapshot = assistant?.assistantId === assistantId ? assistant : assistants?.[assistantId]
    return { snapshot, owner: snapshotOwner, whole: false }
  }
  if (dialect.hasSavedAssistants && savedAssistant) return { snapshot: assistant, owner: snapshotOwner, whole: false }
  // the platform has nothing of its own: what plugins say is laid upon our snapshot, and silence is our fallback
  const isSnapshot = hasPatches ? assistant !== undefined : fallback === undefined
  return isSnapshot
    ? { snapshot: assistant, owner: snapshotOwner, whole: true }
    : { snapshot: fallback, owner: fallbackOwner, whole: true }
}

const snapshotOwner = { entry: 'snapshot' }
const fallbackOwner = { entry: 'fallback' }

const jsonHeaders = { 'content-type': 'application/json; charset=utf-8' }

/** The trace is made only for those who read it. */
class ExchangeReply implements Reply {
  readonly status = 200
  readonly headers = jsonHeaders
  readonly body: string
  readonly detail?: NonNullable<Reply['detail']>
  readonly #exchange: Exchange

  constructor(exchange: Exchange, detail: boolean) {
    this.body = exchange.response
    this.#exchange = exchange
    if (!detail) return
    const { receivedAt: _, request: __, response: ___, ...values } = exchange.detail()
    this.detail = values
  }

  get trace() {
    return this.#exchange.trace()
  }

  get drafts() {
    return this.detail === undefined ? undefined : this.#exchange.drafts()
  }
}
