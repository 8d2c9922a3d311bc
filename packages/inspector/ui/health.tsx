import type { HostView } from '../src/view.ts'
import { clockTime, dayOf } from './format.ts'
import { Entry } from './marks.tsx'
import { useServer } from './server.ts'

/** How the host is doing. */
export function HealthView() {
  const { value: host, error } = useServer<HostView>('host')
  if (error !== undefined) return <p class="empty">{error}</p>
  if (host === undefined) return <p class="empty">Loading…</p>
  const { status, plugins, counts, startedAt, version, lines, lineCount, plan } = host
  const troubled = plugins.filter(({ trouble }) => trouble !== undefined)
  const order = plugins.map(({ entry }) => entry)
  return (
    <section class="health">
      <h1>
        {troubled.length === 0 ? `The host is ${status}.` : `The host is ${status}, without some of its plugins.`}
      </h1>
      {troubled.length === 0 ? null : (
        <ul class="plain">
          {troubled.map(({ entry, trouble }) => (
            <li key={entry} class="problem">
              <Entry name={entry} order={order} /> {trouble}
            </li>
          ))}
        </ul>
      )}
      <dl class="facts">
        {counts.map(({ name, count }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{count.toLocaleString('en')}</dd>
          </div>
        ))}
        <div>
          <dt>Since</dt>
          <dd>
            {dayOf(startedAt)}, {clockTime(startedAt).slice(0, 8)}
          </dd>
        </div>
        <div>
          <dt>Version</dt>
          <dd>{version}</dd>
        </div>
      </dl>
      <h2>Plan</h2>
      <p class="remark">
        {plan.neededMs.toLocaleString('en')} ms needed of {plan.availableMs.toLocaleString('en')} ms.
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Hook</th>
            <th scope="col">Taps in order, with their budgets in ms</th>
            <th scope="col">Counts</th>
            <th scope="col" class="number">
              Budget
            </th>
          </tr>
        </thead>
        <tbody>
          {plan.hooks.map(({ hook, taps, counts, budgetMs }) => (
            <tr key={hook}>
              <th scope="row">{hook}</th>
              <td>
                <span class="entries">
                  {taps.map((tap, index) => (
                    <span key={index}>
                      <Entry name={tap.entry} order={order} /> {tap.budgetMs}
                    </span>
                  ))}
                </span>
              </td>
              <td>{taps.length === 0 ? '' : counts}</td>
              <td class="number">{budgetMs.toLocaleString('en')} ms</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>Lines</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Numbers</th>
            <th scope="col">Time zone</th>
            <th scope="col">Status</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ name, numbers, timeZone, status, reason }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{numbers.length === 0 ? 'every other' : numbers.join(', ')}</td>
              <td>{timeZone}</td>
              <td class={status === 'ready' ? '' : 'problem'}>
                {status} {reason}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {lineCount > lines.length ? (
        <p class="remark">and {(lineCount - lines.length).toLocaleString('en')} more</p>
      ) : null}
    </section>
  )
}
