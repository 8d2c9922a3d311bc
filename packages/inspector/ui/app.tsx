import type { FunctionComponent } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { AskView } from './ask.tsx'
import { CallView } from './call.tsx'
import { CallList } from './calls.tsx'
import { HealthView } from './health.tsx'
import { type LiveCalls, useLiveCalls } from './live.ts'
import { PluginsView } from './plugins.tsx'
import { href, type Route, useRoute } from './route.ts'
import { request } from './server.ts'
import { SignIn } from './sign-in.tsx'
import { ThemeToggle } from './theme.tsx'
import { WeekView } from './week.tsx'

/** What a view gets. */
export interface ViewProps {
  readonly route: Route
  readonly live: LiveCalls
}

const views: Readonly<Record<string, { readonly name: string; readonly view: FunctionComponent<ViewProps> }>> = {
  calls: {
    name: 'Calls',
    view: ({ route, live }) =>
      route.id === undefined ? <CallList route={route} live={live} /> : <CallView id={route.id} live={live} />,
  },
  ask: { name: 'Ask', view: AskView },
  week: { name: 'Week', view: WeekView },
  plugins: { name: 'Plugins', view: PluginsView },
  health: { name: 'Health', view: HealthView },
}

/** The whole page: the way in, then the views. */
export function App() {
  const isSignedIn = useSession()
  if (isSignedIn === undefined) return null
  return isSignedIn ? <Views /> : <SignIn />
}

function Views() {
  const route = useRoute()
  const live = useLiveCalls()
  const { name, view: View } = views[route.view] ?? { name: 'Calls', view: CallList }
  useEffect(() => {
    document.title = `${name} · preanswer`
  }, [name])
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to content
      </button>
      <header class="top">
        <a class="brand" href={href('calls')}>
          <img src={new URL('./icon.svg', import.meta.url).href} alt="" width="20" height="20" />
          preanswer
        </a>
        <nav aria-label="Views">
          {Object.entries(views).map(([key, { name }]) => (
            <a key={key} href={href(key)} aria-current={key === route.view ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <output class={`live ${live.state}`}>{live.state === 'live' ? 'Live' : 'Connecting…'}</output>
        <ThemeToggle />
      </header>
      <main id="main" tabIndex={-1}>
        <View route={route} live={live} />
      </main>
    </>
  )
}

/** Whether the server lets us in; `undefined` until it has said so. A token in the address is used, and taken out of it. */
function useSession(): boolean | undefined {
  const [isSignedIn, setSignedIn] = useState<boolean>()
  useEffect(() => {
    const [, token] = /^#token=(.+)$/.exec(location.hash) ?? []
    if (token !== undefined) history.replaceState(null, '', '#/calls')
    const signIn =
      token === undefined ? request('session') : request('session', 'POST', { token: decodeURIComponent(token) })
    signIn.then(
      () => setSignedIn(true),
      () => setSignedIn(false),
    )
    const change = ({ type }: Event) => setSignedIn(type === 'signed-in')
    addEventListener('signed-in', change)
    addEventListener('signed-out', change)
    return () => {
      removeEventListener('signed-in', change)
      removeEventListener('signed-out', change)
    }
  }, [])
  return isSignedIn
}
