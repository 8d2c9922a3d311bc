import { isIP } from 'node:net'
import type { Context, Middleware } from 'koa'

/** Sent with everything: the page loads nothing from elsewhere, runs no script but its own, and is framed by nobody. */
const headers = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const

/**
 * Refuses what no page of ours sends: requests under a name that is not known for this host, as after DNS rebinding, and
 * requests that another page makes a browser send.
 *
 * @param hosts Names that the inspector is reached by, besides localhost and addresses
 */
export function guard(hosts: readonly string[]): Middleware {
  return function guardRequest(context, next) {
    context.set(headers)
    const { host = '', origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = context.req.headers
    if (!isKnown(host, hosts)) return refuse(context, `${unknownHost} Add it to inspector.hosts if it is yours.`)
    if (origin !== undefined && !isSame(origin, host, hosts)) return refuse(context, foreign)
    // a link to the page is followed; what it asks for afterwards comes from itself
    const isForeign = typeof site === 'string' && !['same-origin', 'none'].includes(site)
    if (isForeign && mode !== 'navigate') return refuse(context, foreign)
    return next()
  }
}

const unknownHost = 'The inspector does not know itself by this name.'
const foreign = 'The inspector answers its own page only.'

async function refuse(context: Context, message: string): Promise<void> {
  context.status = 403
  context.body = { message }
}

/** An address is no name that anybody could point elsewhere. */
function isKnown(host: string, hosts: readonly string[]): boolean {
  const name = nameOf(host)
  if (name === undefined) return false
  return isIP(name.replace(/^\[|\]$/g, '')) !== 0 || /^(?:.+\.)?localhost$/.test(name) || hosts.includes(name)
}

function isSame(origin: string, host: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(origin)) return false
  const { host: given, hostname, protocol } = new URL(origin)
  if (!/^https?:$/.test(protocol)) return false
  return given === new URL(`${protocol}//${host}`).host || hosts.includes(hostname)
}

function nameOf(host: string): string | undefined {
  // a name and a port, and nothing of an address besides
  if (!/^[\w.:[\]-]+$/.test(host) || !URL.canParse(`http://${host}`)) return undefined
  return new URL(`http://${host}`).hostname
}
