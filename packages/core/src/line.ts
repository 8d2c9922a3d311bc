import type { Line } from './call.ts'
import type { OwnSettings } from './check-lines.ts'
import type { Composed } from './compose.ts'
import type { CheckedConfig } from './config.ts'
import type { Snapshot } from './draft.ts'
import type { Outcomes } from './exchange.ts'
import type { Pipeline } from './hooks.ts'
import type { ResponseMemory } from './memory.ts'
import { copyPlain, deepFreeze } from './plain.ts'
import type { Trust } from './wire/verify.ts'

/** A dialed number with everything that is configured for it. */
export interface CompiledLine {
  readonly line: Line
  readonly pipeline: Pipeline
  readonly trust: Trust
  readonly config: CheckedConfig
  /** Frozen, as taps see it */
  readonly assistant: Snapshot
  /** Shared by all lines */
  readonly responses: ResponseMemory<MadeResponse>
}

/** A response that was made of a draft, and what its trace needs. */
export interface MadeResponse extends Outcomes {
  readonly composed: Composed
  readonly body: string
}

/** What a line says of its own, upon what the host says. */
export function configOfLine(host: CheckedConfig, own: OwnSettings): CheckedConfig {
  const { name: _, numbers: _numbers, plugins: _plugins, changes: _changes, ...settings } = own
  const said: Partial<CheckedConfig> = Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined),
  )
  // trust is a line's own, or the host's: never both
  const isTrustOwn = said.secrets !== undefined || said.auth !== undefined
  return {
    ...host,
    ...(isTrustOwn ? { secrets: undefined, auth: undefined, unsigned: false } : {}),
    ...said,
    variables: { ...host.variables, ...own.variables },
    ...(own.assistants === undefined ? {} : { assistants: { ...host.assistants, ...own.assistants } }),
  }
}

/** Makes of a config what each of its calls needs, once. */
export function compileLine(
  name: string,
  config: CheckedConfig,
  pipeline: Pipeline,
  responses: CompiledLine['responses'],
): CompiledLine {
  const { language, languages, timeZone, secrets, auth, unsigned, assistant } = config
  return {
    line: deepFreeze({
      name,
      ...(language === undefined ? {} : { language }),
      ...(languages === undefined ? {} : { languages: [...languages] }),
      ...(timeZone === undefined ? {} : { timeZone }),
    }),
    pipeline,
    config,
    assistant: frozenCopyOf(assistant ?? nothing),
    responses,
    trust: {
      secrets: [secrets ?? []].flat(),
      bearers: auth !== undefined && 'bearer' in auth ? [auth.bearer].flat() : [],
      pathTokens: auth !== undefined && 'pathToken' in auth ? [auth.pathToken].flat() : [],
      unsigned,
    },
  }
}

const nothing = {}

/** Lines that inherit a snapshot share its copy. */
function frozenCopyOf(snapshot: Snapshot): Snapshot {
  const copied = copies.get(snapshot) ?? (deepFreeze(copyPlain(snapshot)) as Snapshot)
  copies.set(snapshot, copied)
  return copied
}

const copies = new WeakMap<Snapshot, Snapshot>()
