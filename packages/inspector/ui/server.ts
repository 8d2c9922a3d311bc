import { useEffect, useState } from 'preact/hooks'

/** An answer of the server that is none: its status, and a sentence for people. */
export class ServerError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/**
 * Asks the server, below `api/`.
 *
 * @throws {ServerError} when it refuses; status 0 when it is not reached
 */
export async function request<Value>(path: string, method = 'GET', body?: object): Promise<Value> {
  const sent = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(`api/${path}`, { method, ...sent }).catch(() => undefined)
  if (response === undefined) throw new ServerError(0, 'The host is not reached.')
  const answer = await response.json().catch(() => ({}))
  if (response.ok) return answer as Value
  if (response.status === 401) dispatchEvent(new Event('signed-out'))
  throw new ServerError(response.status, (answer as { message?: string }).message ?? `Status ${response.status}.`)
}

/** What the server says, or why it does not; neither while it is asked. */
export interface Loaded<Value> {
  readonly value?: Value
  readonly error?: string
}

/** Asks whenever the path changes. `undefined` asks nothing. */
export function useServer<Value>(path: string | undefined): Loaded<Value> {
  const [loaded, setLoaded] = useState<Loaded<Value> & { readonly path?: string }>({})
  useEffect(() => {
    if (path === undefined) return
    let isWanted = true
    const set = (now: typeof loaded) => isWanted && setLoaded(now)
    request<Value>(path).then(
      (value) => set({ path, value }),
      (error: Error) => set({ path, error: error.message }),
    )
    return () => {
      isWanted = false
    }
  }, [path])
  // what was asked before is no answer to this
  return loaded.path === path ? loaded : {}
}
