import { randomUUID } from 'node:crypto'
import {
  createHost,
  type Draft,
  type Entry,
  type Facts,
  type Host,
  type HostConfig,
  type Logger,
  type PluginFactory,
  type Trace,
} from '@preanswer/core'
import { type DialectName, requestBody } from './request.ts'

/** The call to simulate; everything has a default. */
export interface SimulatedCall {
  /** E.164, or `null` for a withheld number; a Dutch mobile number where absent */
  readonly caller?: string | null
  /** E.164; a Dutch number where absent */
  readonly dialedNumber?: string
  /** The platform's id of the call; a random one where absent. A host answers a second call with the same id as the first */
  readonly callId?: string
  /** ms since the Unix epoch; now where absent */
  readonly receivedAt?: number
  /** `snake` where absent */
  readonly dialect?: DialectName
  /** What is known before `identify` */
  readonly facts?: Facts
  /** The rest of the host's config: `assistant`, `language`, `timeZone`, `variables`, … */
  readonly config?: Omit<HostConfig, 'plugins'>
  /** Gets what host and plugins log; nothing is printed where absent */
  readonly log?: Logger
  /** Folder that paths in options start from */
  readonly baseDir?: string
}

/** What the host made of it. */
export interface SimulatedResult {
  /** The body that the platform would get */
  readonly response: Readonly<Record<string, unknown>>
  readonly facts: Facts
  /** The response in neutral words */
  readonly draft: Draft
  /** The text spoken to a caller who is refused */
  readonly rejection?: string
  readonly trace: Trace
}

/**
 * Runs one call through the real lifecycle, without a phone, a network or a signature: what plugins return is checked,
 * merged and encoded as in a running host.
 *
 * @param plugins Entries (`businessHours({ … })`) or plugins without options, in config order
 * @throws {PreanswerError} what `createHost` throws: wrong options are refused here as at start
 */
export async function simulateCall(
  plugins: readonly (Entry | PluginFactory)[],
  call: SimulatedCall = {},
): Promise<SimulatedResult> {
  const config: HostConfig = { unsigned: true, ...call.config, plugins }
  const host = await createHost(config, {
    strict: true,
    log: call.log ?? silent,
    ...(call.baseDir === undefined ? {} : { baseDir: call.baseDir }),
  })
  try {
    return await ring(host, call)
  } finally {
    await host.close()
  }
}

/**
 * Rings a host that is already there: calls share what its plugins remember.
 *
 * @param call What it says of `config`, `log` and `baseDir` was said when the host was made
 */
export async function ring(host: Host, call: SimulatedCall = {}): Promise<SimulatedResult> {
  const {
    caller = '+31612345678',
    dialedNumber = '+31201234567',
    callId = randomUUID(),
    receivedAt = Date.now(),
    dialect = 'snake',
    facts,
  } = call
  const { body, trace, detail } = await host.answer({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(requestBody(dialect, { caller, dialedNumber, at: receivedAt, callId })),
    trusted: true,
    receivedAt,
    detail: true,
    ...(facts === undefined ? {} : { facts: () => facts }),
  })
  if (trace === undefined || detail === undefined) throw new Error(`the host refused the simulated call: ${body}`)
  return { response: JSON.parse(body) as SimulatedResult['response'], trace, ...detail }
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }
