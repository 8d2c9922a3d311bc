import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { parseMessage, respond } from './by-hand.ts'
import { callers, signedRequest } from './request.ts'

/**
 * Sends one call of each caller, and one with a wrong signature.
 *
 * @returns What is wrong; nothing when all answers are right
 */
export async function wrongAnswers(url: string): Promise<string[]> {
  const problems: string[] = []
  for (const [index, caller] of callers.entries()) {
    const request = signedRequest(randomUUID(), caller)
    const response = await fetch(url, { method: 'POST', ...request })
    const body: unknown = response.status === 200 ? await response.json() : undefined
    if (!isDeepStrictEqual(body, wantedAnswer(request.body))) {
      problems.push(`caller ${index}: ${response.status} ${JSON.stringify(body)}`)
    }
  }
  const { headers } = signedRequest(randomUUID(), callers[0])
  const { body } = signedRequest(randomUUID(), callers[0])
  const { status } = await fetch(url, { method: 'POST', headers, body })
  if (status !== 401) problems.push(`a wrong signature: ${status}`)
  return problems
}

function wantedAnswer(body: string): unknown {
  const message = parseMessage(JSON.parse(body))
  return message && JSON.parse(JSON.stringify(respond(message)))
}
