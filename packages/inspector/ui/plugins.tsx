import type { Outcome } from '@preanswer/core'
import type { HostView, PluginView } from '../src/view.ts'
import { ms } from './format.ts'
import { Entry, OutcomeMark } from './marks.tsx'
import { useServer } from './server.ts'
import { Preformatted } from './value.tsx'

/** The plugins in the order of the config: how they did, and with which options. */
export function PluginsView() {
  const { value: host, error } = useServer<HostView>('host')
  if (error !== undefined) return <p class="empty">{error}</p>
  if (host === undefined) return <p class="empty">Loading…</p>
  const order = host.plugins.map(({ entry }) => entry)
  return (
    <section class="plugins">
      <h1>Plugins</h1>
      <p class="remark">In the order of the config. Counts and times are of the calls that are remembered here.</p>
      {host.plugins.map((plugin) => (
        <Plugin key={`${plugin.line} ${plugin.entry}`} plugin={plugin} order={order} />
      ))}
    </section>
  )
}

function Plugin({ plugin, order }: { readonly plugin: PluginView; readonly order: readonly string[] }) {
  const { entry, plugin: name, line, hooks, outcomes, medianMs, p95Ms, late, detached, options, trouble } = plugin
  const counts: readonly (readonly [string, string | undefined])[] = [
    ['Median', medianMs === undefined ? undefined : `${ms(medianMs)} ms`],
    ['95 % within', p95Ms === undefined ? undefined : `${ms(p95Ms)} ms`],
    ['Too late', late === 0 ? undefined : String(late)],
    ['Errors left behind', detached === 0 ? undefined : String(detached)],
  ]
  return (
    <article class="plugin">
      <div class="summary">
        <h2>
          <Entry name={entry} order={order} />
          <span class="hook">
            {[name === entry ? '' : name, line === 'default' ? '' : `on the line ${line}`, hooks.join(', ')]
              .filter((part) => part !== '')
              .join(' · ')}
          </span>
        </h2>
        <Outcomes outcomes={outcomes} />
        <dl class="facts">
          {counts.map(([term, value]) =>
            value === undefined ? null : (
              <div key={term}>
                <dt>{term}</dt>
                <dd>{value}</dd>
              </div>
            ),
          )}
        </dl>
      </div>
      {trouble === undefined ? null : <p class="problem">{trouble}</p>}
      <details>
        <summary>Options in effect</summary>
        <Preformatted name={`Options of ${entry}`} text={JSON.stringify(options, undefined, 2)} />
      </details>
    </article>
  )
}

function Outcomes({ outcomes }: Pick<PluginView, 'outcomes'>) {
  const counted = order.map((outcome) => [outcome, outcomes[outcome] ?? 0] as const).filter(([, count]) => count > 0)
  const total = counted.reduce((sum, [, count]) => sum + count, 0)
  if (total === 0) return <p class="remark">It has not run yet.</p>
  return (
    <div class="outcomes">
      <div class="shares" aria-hidden="true">
        {counted.map(([outcome, count]) => (
          <span key={outcome} class={outcome} style={{ flexGrow: count }} />
        ))}
      </div>
      <ul>
        {counted.map(([outcome, count]) => (
          <li key={outcome}>
            <OutcomeMark outcome={outcome} /> {count.toLocaleString('en')} {outcome}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** From what is wanted to what is not. */
const order: readonly Outcome[] = ['used', 'rejected', 'unchanged', 'skipped', 'invalid', 'failed', 'timed-out']
