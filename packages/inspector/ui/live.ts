import { useEffect, useState } from 'preact/hooks'
import type { CallSummary } from '../src/view.ts'
import { request } from './server.ts'

export interface LiveCalls {
  /** Newest first; absent until they are here */
  readonly calls?: readonly CallSummary[]
  readonly state: 'connecting' | 'live'
}

/** As many as the server remembers by default, refused ones besides. */
const maximumCalls = 1_200

/** The calls as they come. After a lost connection all of them are asked for again, so that none is missed. */
export function useLiveCalls(): LiveCalls {
  const [live, setLive] = useState<LiveCalls>({ state: 'connecting' })
  useEffect(() => {
    const events = new EventSource('api/events')
    events.addEventListener('open', () => {
      request<CallSummary[]>('calls').then(
        (calls) => setLive((before) => ({ calls: merge(before.calls ?? [], calls), state: 'live' })),
        () => {},
      )
    })
    events.addEventListener('calls', ({ data }: MessageEvent<string>) => {
      setLive((before) => ({ ...before, calls: merge(JSON.parse(data) as CallSummary[], before.calls ?? []) }))
    })
    events.addEventListener('error', () => setLive((before) => ({ ...before, state: 'connecting' })))
    return () => events.close()
  }, [])
  return live
}

/** Of a call that is in both, the first one counts. */
function merge(first: readonly CallSummary[], second: readonly CallSummary[]): CallSummary[] {
  const known = new Set(first.map(({ id }) => id))
  const all = [...first, ...second.filter(({ id }) => !known.has(id))]
  return all.sort((one, other) => other.at - one.at).slice(0, maximumCalls)
}
