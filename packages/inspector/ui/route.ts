import { useEffect, useState } from 'preact/hooks'

/** Where the page is: all of it stands in the address, so that a link shows the same. */
export interface Route {
  /** `calls`, `ask`, … */
  readonly view: string
  /** Of a call */
  readonly id: string | undefined
  readonly query: URLSearchParams
}

/** An address of the page: `#/calls?line=help-desk`. What is empty is left out. */
export function href(view: string, query: Readonly<Record<string, string>> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== '')
  return `#/${view}${given.length === 0 ? '' : `?${new URLSearchParams(given)}`}`
}

/** Goes there. */
export function go(address: string): void {
  location.hash = address
}

/** Changes the query in place: going back leaves the view, and not each letter of a filter. */
export function replaceQuery(view: string, query: Readonly<Record<string, string>>): void {
  history.replaceState(null, '', href(view, query))
  dispatchEvent(new HashChangeEvent('hashchange'))
}

/** The route, again whenever it changes. */
export function useRoute(): Route {
  const [route, setRoute] = useState(readRoute)
  useEffect(() => {
    const read = () => setRoute(readRoute())
    addEventListener('hashchange', read)
    return () => removeEventListener('hashchange', read)
  }, [])
  return route
}

function readRoute(): Route {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?')
  const [view = '', id] = path.split('/')
  return { view: view === '' ? 'calls' : view, id, query: new URLSearchParams(query) }
}
