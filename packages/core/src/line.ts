import type { Line } from './call.ts'
import type { Composed } from './compose.ts'
import type { CheckedConfig } from './config.ts'
import type { Snapshot } from './draft.ts'
import type { Outcomes } from './exchange.ts'
import type { Pipeline } from './hooks.ts'
import { createResponseMemory, type ResponseMemory } from './memory.ts'
import { deepFreeze } from './plain.ts'
import type { Trust } from './wire/verify.ts'

/** A dialed number with everything that is configured for it. */
export interface CompiledLine {
  readonly line: Line
  readonly pipeline: Pipeline
  readonly trust: Trust
  readonly config: CheckedConfig
  /** Frozen, as taps see it */
  readonly assistant: Snapshot
  readonly responses: ResponseMemory<MadeResponse>
}

/** A response that was made of a draft, and what its trace needs. */
export interface MadeResponse extends Outcomes {
  readonly composed: Composed
  readonly body: string
}

/** Makes of a config what each of its calls needs, once. */
export function compileLine(config: CheckedConfig, pipeline: Pipeline): CompiledLine {
  const { language, languages, timeZone, secrets, auth, unsigned, assistant } = config
  return {
    line: deepFreeze({
      name: 'default',
      ...(language === undefined ? {} : { language }),
      ...(languages === undefined ? {} : { languages: [...languages] }),
      ...(timeZone === undefined ? {} : { timeZone }),
    }),
    pipeline,
    config,
    assistant: deepFreeze(structuredClone(assistant ?? {})),
    responses: createResponseMemory(),
    trust: {
      secrets: [secrets ?? []].flat(),
      bearers: auth !== undefined && 'bearer' in auth ? [auth.bearer].flat() : [],
      pathTokens: auth !== undefined && 'pathToken' in auth ? [auth.pathToken].flat() : [],
      unsigned,
    },
  }
}
