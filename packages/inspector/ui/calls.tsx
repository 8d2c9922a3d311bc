import type { VNode } from 'preact'
import { useMemo, useRef, useState } from 'preact/hooks'
import type { CallSummary, HostView } from '../src/view.ts'
import type { ViewProps } from './app.tsx'
import { type Filter, FilterBar, filterOf, isWanted } from './filter.tsx'
import { clockTime, counted, dayOf, ms } from './format.ts'
import { useKeys } from './keys.ts'
import { Kind, PluginMarks } from './marks.tsx'
import { go, href, replaceQuery } from './route.ts'
import { useServer } from './server.ts'

/** Rows that are shown at first, and that each further step adds. */
const pageSize = 100

/** The calls as they come, newest first. */
export function CallList({ route, live: { calls } }: ViewProps) {
  const [shown, setShown] = useState(pageSize)
  const body = useRef<HTMLTableSectionElement>(null)
  const host = useServer<HostView>('host').value
  const rowOf = useRows(host)
  const filter = filterOf(route.query)
  const setFilter = (changed: Filter) => replaceQuery('calls', { ...changed })
  const move = (step: number) => focusRow(body.current, step)
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    '/': () => document.getElementById('search')?.focus(),
    Escape: () => setFilter(filterOf(new URLSearchParams())),
  })
  if (calls === undefined) return <p class="empty">Loading…</p>
  const wanted = calls.filter((call) => isWanted(call, filter))
  return (
    <section class="calls">
      <h1 class="hidden">Calls</h1>
      <FilterBar filter={filter} calls={calls} onChange={setFilter} />
      {wanted.length === 0 ? (
        <Nothing hasCalls={calls.length > 0} host={host} />
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Line</th>
              <th scope="col">Caller</th>
              <th scope="col">Response</th>
              <th scope="col" class="wide">
                Took, against the deadline
              </th>
              <th scope="col">Plugins</th>
            </tr>
          </thead>
          <tbody ref={body}>{wanted.slice(0, shown).map(rowOf)}</tbody>
        </table>
      )}
      {wanted.length > shown ? (
        <button type="button" class="more" onClick={() => setShown(shown + pageSize)}>
          Show {Math.min(pageSize, wanted.length - shown)} older
        </button>
      ) : null}
      <footer class="hint">
        <span>{counted(wanted.length, 'call')}</span>
        <span>
          <kbd>j</kbd> <kbd>k</kbd> move, <kbd>enter</kbd> opens, <kbd>/</kbd> searches, <kbd>esc</kbd> clears
        </span>
      </footer>
    </section>
  )
}

/** Makes the row of a call, once: a hundred that stay the same must not hold up the one that is new. */
function useRows(host: HostView | undefined): (call: CallSummary) => VNode {
  return useMemo(() => {
    const order = host?.plugins.map(({ entry }) => entry) ?? []
    const made = new WeakMap<CallSummary, VNode>()
    return (call) => {
      const row = made.get(call) ?? <Row key={call.id} call={call} order={order} />
      made.set(call, row)
      return row
    }
  }, [host])
}

function Row({ call, order }: { readonly call: CallSummary; readonly order: readonly string[] }) {
  const { id, at, line, caller, kind, reason, event, durationMs, allowedMs, plugins } = call
  const address = href(`calls/${id}`)
  const isCall = event === 'assistant-request'
  return (
    <tr onClick={() => go(address)}>
      <td class="time">
        <a href={address} title={dayOf(at)}>
          {clockTime(at)}
        </a>
      </td>
      <td>{line ?? '–'}</td>
      <td class="number">{isCall ? caller : '–'}</td>
      <td>
        <Kind kind={kind} /> <span class="reason">{isCall || kind === 'refused' ? reason : event}</span>
      </td>
      <td class="wide">
        {durationMs === undefined || allowedMs === undefined ? (
          '–'
        ) : (
          <Took durationMs={durationMs} allowedMs={allowedMs} />
        )}
      </td>
      <td>
        <PluginMarks plugins={plugins} order={order} />
      </td>
    </tr>
  )
}

/** A bar: full at the deadline. */
function Took({ durationMs, allowedMs }: { readonly durationMs: number; readonly allowedMs: number }) {
  const share = Math.min(1, durationMs / allowedMs)
  const pace = share > 0.75 ? 'late' : share > 0.25 ? 'slow' : 'quick'
  return (
    <span class="took">
      <span class="track">
        <span class={`fill ${pace}`} style={{ width: `${share * 100}%` }} />
      </span>
      <span class="number">{ms(durationMs)} ms</span>
    </span>
  )
}

function Nothing({ hasCalls, host }: { readonly hasCalls: boolean; readonly host: HostView | undefined }) {
  if (hasCalls) return <p class="empty">No call fits the filter. Press esc to clear it.</p>
  return (
    <p class="empty">
      No call yet. The host answers at <code>{location.origin + (host?.webhookPath ?? '/webhook')}</code>; send it one
      with <code>preanswer send</code>, or <a href={href('ask')}>ask what a caller would get</a>.
    </p>
  )
}

/** Moves the focus from row to row. */
function focusRow(body: HTMLTableSectionElement | null, step: number): void {
  const links = [...(body?.querySelectorAll<HTMLAnchorElement>('td.time a') ?? [])]
  const now = links.indexOf(document.activeElement as HTMLAnchorElement)
  const next = now < 0 ? 0 : Math.min(Math.max(now + step, 0), links.length - 1)
  links[next]?.focus()
}
