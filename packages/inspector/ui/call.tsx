import type { CallDetail, HostView } from '../src/view.ts'
import { Decision } from './decision.tsx'
import { FieldTable } from './fields.tsx'
import { History } from './history.tsx'
import { useKeys } from './keys.ts'
import type { LiveCalls } from './live.ts'
import { RequestPanel } from './request.tsx'
import { go, href } from './route.ts'
import { useServer } from './server.ts'
import { TimeAxis } from './time-axis.tsx'
import { Preformatted } from './value.tsx'

/** One call, whole. */
export function CallView({ id, live: { calls = [] } }: { readonly id: string; readonly live: LiveCalls }) {
  const { value: call, error } = useServer<CallDetail>(`calls/${encodeURIComponent(id)}`)
  const host = useServer<HostView>('host').value
  const at = calls.findIndex((one) => one.id === id)
  const open = (index: number) => {
    const next = calls[index]
    if (next !== undefined) go(href(`calls/${next.id}`))
  }
  useKeys({ j: () => open(at + 1), k: () => open(at - 1), Escape: () => go(href('calls')) })
  if (error !== undefined) return <p class="empty">{error}</p>
  if (call === undefined) return <p class="empty">Loading…</p>
  return (
    <article class="call">
      <a class="back" href={href('calls')}>
        ← Calls
      </a>
      <CallParts call={call} order={host?.plugins.map(({ entry }) => entry) ?? []} />
      <RequestPanel id={id} verification={call.verification} />
    </article>
  )
}

/** What a call came to, of one that rang and of one that was asked about. */
export function CallParts({ call, order }: { readonly call: CallDetail; readonly order: readonly string[] }) {
  const { summary, taps, fields, facts, history, dropped, response } = call
  return (
    <>
      <Decision call={call} />
      {taps.length === 0 ? null : (
        <TimeAxis taps={taps} durationMs={summary.durationMs ?? 0} allowedMs={summary.allowedMs ?? 0} order={order} />
      )}
      {fields.length === 0 ? null : <FieldTable name="Response" fields={fields} order={order} />}
      {dropped.length === 0 ? null : (
        <section>
          <h2>Not sent</h2>
          <ul class="plain">
            {dropped.map(({ path, reason, entry }) => (
              <li key={path + reason}>
                <code>{path}</code> {reason} {entry === undefined ? '' : `(${entry})`}
              </li>
            ))}
          </ul>
        </section>
      )}
      {facts.length === 0 ? null : <FieldTable name="Facts" fields={facts} order={order} />}
      {history.length === 0 ? null : <History steps={history} order={order} />}
      {response === undefined ? null : (
        <details>
          <summary>The response as it was sent</summary>
          <Preformatted name="The response as it was sent" text={JSON.stringify(response, undefined, 2)} />
        </details>
      )}
    </>
  )
}
