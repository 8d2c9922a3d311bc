import type { Facts } from './call.ts'
import type { HostConfig } from './config.ts'
import type { Entry } from './plugin.ts'
import type { Trace } from './trace.ts'
import type { DialectName } from './wire/dialect.ts'

/**
 * A call that went wrong somewhere else, as `preanswer explain --bundle FILE` writes it for `readBundle` of
 * `@preanswer/testing`: numbers and names are made up, secrets are left out.
 */
export interface CallBundle {
  readonly preanswer: 'bundle'
  readonly version: 1
  readonly call: {
    /** `null` for a withheld number */
    readonly caller: string | null
    readonly dialedNumber?: string
    /** ms since the Unix epoch */
    readonly receivedAt: number
    readonly dialect: DialectName
    /** What was found out about it */
    readonly facts: Facts
  }
  /** What its line says, without what only concerns trust and the network */
  readonly config: Omit<HostConfig, 'plugins' | 'lines'>
  /** In config order */
  readonly entries: readonly BundledEntry[]
  /** Paths of options that were left out: secrets, and what is no data */
  readonly leftOut: readonly string[]
  /** What the platform got */
  readonly response: Readonly<Record<string, unknown>>
  readonly trace: Trace
}

/** An entry, with its plugin by name. */
export type BundledEntry = Omit<Entry, 'use'> & { readonly plugin: string }
