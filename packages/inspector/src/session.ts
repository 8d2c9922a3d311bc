import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Context } from 'koa'

/** ms for which a browser stays signed in. */
const sessionMs = 12 * 60 * 60 * 1_000

/** Who may look: whoever has the token, in a header, or in a cookie that was made of it. */
export class Sessions {
  readonly #token: string

  constructor(token: string) {
    this.#token = token
  }

  /** Lets a browser in. The cookie holds no token, and counts until it expires or the token changes. */
  begin(context: Context, given: unknown): boolean {
    if (typeof given !== 'string' || !isEqual(given, this.#token)) return false
    const expiresAt = String(Date.now() + sessionMs)
    this.#setCookie(context, `${expiresAt}.${this.#seal(expiresAt)}`, sessionMs)
    return true
  }

  end(context: Context): void {
    this.#setCookie(context, '', 0)
  }

  isAllowed(context: Context): boolean {
    const bearer = /^Bearer (\S+)$/i.exec(context.get('authorization'))?.[1]
    if (bearer !== undefined) return isEqual(bearer, this.#token)
    const [expiresAt = '', seal = ''] = context.cookies.get(cookieName(context))?.split('.') ?? []
    return isEqual(seal, this.#seal(expiresAt)) && Number(expiresAt) > Date.now()
  }

  #setCookie(context: Context, value: string, maxAge: number): void {
    const secure = context.get('origin').startsWith('https://')
    // it came through a proxy that speaks TLS for us
    if (secure) context.cookies.secure = true
    context.cookies.set(cookieName(context), value, {
      httpOnly: true,
      sameSite: 'strict',
      secure,
      maxAge,
      overwrite: true,
      signed: false,
    })
  }

  #seal(expiresAt: string): string {
    return createHmac('sha256', this.#token).update(`session ${expiresAt}`).digest('base64url')
  }
}

/** Cookies do not know ports, and a machine may have several inspectors. */
function cookieName({ req }: Context): string {
  return `preanswer-inspector-${req.socket.localPort ?? 0}`
}

/** Digests have one length, which a constant-time comparison needs. */
function isEqual(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
