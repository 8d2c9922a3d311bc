import type { Entry, HostConfig, HostOptions } from '@preanswer/core'

/** The same plugin in the host that is unprotected and in the one that is protected. */
export interface ProtectionCase {
  /** How often its tap awaits before it answers */
  readonly awaits: number
  readonly isolate?: Entry['isolate']
  readonly options?: Pick<HostOptions, 'blame' | 'claimErrors'>
  readonly breaker?: HostConfig['breaker']
}

export type ProtectionName = keyof typeof protectionCases

/** What an operator or an embedder may switch on. Nothing is on in the host that each is compared to. */
export const protectionCases = {
  breaker: { awaits: 10, breaker: {} },
  'isolate: worker': { awaits: 0, isolate: 'worker' },
  'isolate: worker, ten awaits': { awaits: 10, isolate: 'worker' },
  'blame: full, ten awaits': { awaits: 10, options: { blame: 'full' } },
  'claimErrors, ten awaits': { awaits: 10, options: { claimErrors: true } },
  'as in preanswer start, ten awaits': { awaits: 10, breaker: {}, options: { blame: 'full', claimErrors: true } },
} as const satisfies Readonly<Record<string, ProtectionCase>>
