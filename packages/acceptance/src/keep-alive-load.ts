import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** What clients met that post webhooks over kept-alive sockets. */
export interface LoadResult {
  readonly answered: number
  /** Connections that no process took: nothing listened */
  readonly refused: number
  /** Everything else, as an HTTP status or the code of an error: a reused socket that was reset is one of these */
  readonly lost: readonly Loss[]
}

export interface Loss {
  readonly status: number | string
  readonly isReused: boolean
}

export interface KeepAliveLoad {
  /** So far; grows */
  readonly result: LoadResult
  /** Lets each client end what it began */
  stop(): Promise<LoadResult>
}

/**
 * Posts webhooks, each client as soon as it is answered or after a short rest, on sockets that are used again. A client
 * that finds nobody tries again.
 */
export function startKeepAliveLoad(url: string, clients: number): KeepAliveLoad {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const result = { answered: 0, refused: 0, lost: [] as Loss[] }
  let isOver = false

  async function runClient(): Promise<void> {
    while (!isOver) {
      const { status, isReused } = await post(url, agent)
      if (status === 200) result.answered += 1
      // what a process took it has counted, so that a new connection that is reset was taken by nobody
      else if (!isReused && (status === 'ECONNREFUSED' || status === 'ECONNRESET')) result.refused += 1
      else result.lost.push({ status, isReused })
      if (status !== 200) await sleep(20)
      // some sockets are idle when a process ends
      else if (Math.random() < 0.2) await sleep(Math.random() * 50)
    }
  }

  const running = Promise.all(Array.from({ length: clients }, runClient))
  return {
    result,
    async stop() {
      isOver = true
      await running
      agent.destroy()
      return result
    },
  }
}

async function post(url: string, agent: Agent): Promise<Loss> {
  const message = { type: 'assistant-request', call: { id: crypto.randomUUID(), type: 'inbound_phone_call' } }
  const outgoing = request(url, { agent, method: 'POST', headers: { 'content-type': 'application/json' } })
  outgoing.end(JSON.stringify({ message }))
  try {
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
    for await (const _chunk of incoming);
    return { status: incoming.statusCode ?? 0, isReused: outgoing.reusedSocket }
  } catch (error) {
    return { status: String((error as NodeJS.ErrnoException).code), isReused: outgoing.reusedSocket }
  }
}
