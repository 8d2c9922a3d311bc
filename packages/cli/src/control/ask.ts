import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { controlAddresses } from './address.ts'

/** What a running host answered to a command. */
export interface ControlAnswer {
  readonly status: number
  /** As its JSON says; `undefined` where it sent none */
  readonly body: unknown
}

/** Sends a command to all running hosts of a state folder. Empty where none runs. */
export async function askHosts(stateDir: string, method: string, path: string): Promise<ControlAnswer[]> {
  const addresses = await controlAddresses(stateDir)
  const answers = await Promise.all(addresses.map((address) => askHost(address, method, path)))
  return answers.filter((answer) => answer !== undefined)
}

/** Asks one host; `undefined` where nobody listens, of which the file is then taken away. */
async function askHost(address: string, method: string, path: string): Promise<ControlAnswer | undefined> {
  try {
    const [response]: IncomingMessage[] = await once(
      request({ socketPath: address, method, path, agent: false }).end(),
      'response',
    )
    if (response === undefined) return undefined
    return { status: response.statusCode ?? 500, body: parse(await text(response)) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ECONNREFUSED' && code !== 'ENOENT') throw error
    await rm(address, { force: true }).catch(() => {})
    return undefined
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
