/** The ringing call, in our words: the same whatever the platform calls things. */
export interface Call {
  /** The platform's id of the call; absent in the legacy dialect. It may hold the caller's number: never log it */
  readonly id?: string
  /** How the call came about; `unknown` where the platform does not say */
  readonly kind: 'inbound' | 'outbound' | 'web' | 'unknown'
  /** Who rings, E.164; absent when withheld or not a public number */
  readonly caller?: string
  /** What was dialed, E.164; absent on web calls */
  readonly dialedNumber?: string
  /** When the webhook arrived, ms since the Unix epoch */
  readonly receivedAt: number
}

/** The caller as a CRM knows them. */
export interface Customer {
  readonly id?: string
  readonly name?: string
  readonly firstName?: string
  /** A word of the business: `gold`, `vip` */
  readonly tier?: string
  /** BCP 47 */
  readonly language?: string
  readonly attributes?: Readonly<Record<string, unknown>>
}

/**
 * What is known about this call. Plugins add to it in `identify` and read it afterwards.
 * A plugin with facts of its own augments this interface: `declare module '@preanswer/core' { interface Facts { … } }`.
 */
export interface Facts {
  /** ISO 3166-1 alpha-2, of the caller's number */
  readonly country?: string
  /** BCP 47, best first: what the caller probably speaks */
  readonly languages?: readonly string[]
  /** BCP 47: what we speak in this call. The core settles it after `identify` */
  readonly language?: string
  /** IANA zone of the line */
  readonly timeZone?: string
  readonly customer?: Customer
  readonly openingHours?: OpeningHours
}

/** Whether the business is open at the time of the call. Instants are ms since the Unix epoch, within 400 days. */
export interface OpeningHours {
  readonly state: 'open' | 'closed'
  /** Absent while closed, when it does not close, or when nobody knows */
  readonly closesAt?: number
  /** Absent while open, when it does not open, or when nobody knows */
  readonly opensAt?: number
  /** Name of the public holiday that it is, where a plugin knows it */
  readonly holiday?: string
  /** Present where an operator said it for now: whoever knows other hours keeps to it */
  readonly isOverride?: true
}

/** A dialed number and what is configured for it. */
export interface Line {
  readonly name: string
  /** BCP 47: what the line speaks when nothing better is known */
  readonly language?: string
  /** BCP 47: all that the line can speak; absent means any */
  readonly languages?: readonly string[]
  /** IANA zone of the business */
  readonly timeZone?: string
}

/** What networks send in place of a number that is withheld: words, and words keyed in as digits. */
const withheldNumbers = new Set(['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253'])

/**
 * Reads a number as the platform sends it: blanks and punctuation between digits, `tel:` and `sip:` addresses with a
 * global number are understood.
 *
 * @returns E.164, or `undefined` for everything that names nobody: withheld, internal, national or malformed
 */
export function parseNumber(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 128) return undefined
  const user = value
    .trim()
    .replace(/^(?:tel|sips?):/i, '')
    .replace(/[;@].*$/s, '')
  const digits = user.replace(/\(\s*0\s*\)/, '').replace(/[\s().-]/g, '')
  if (!/^\+[1-9]\d{6,14}$/.test(digits) || withheldNumbers.has(digits)) return undefined
  return digits
}
