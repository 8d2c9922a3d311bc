import autocannon from 'autocannon'
import { callSequence } from './request.ts'

const connections = 10

/** What one stretch of load came to. */
export interface Load {
  readonly answered: number
  readonly seconds: number
}

/**
 * Sends calls over ten kept-alive connections, each as soon as the one before it is answered. Every call has its own id
 * and a signature of its own.
 *
 * @throws {Error} when an answer was missing or was not a 200
 */
export async function load(url: string, seconds: number): Promise<Load> {
  const nextCall = callSequence()
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    method: 'POST',
    requests: [{ setupRequest: (request) => ({ ...request, ...nextCall() }) }],
  })
  const { errors, non2xx, '2xx': answered } = result
  if (errors + non2xx > 0) throw new Error(`${errors} calls got no answer, ${non2xx} were refused`)
  return { answered, seconds: result.duration }
}
