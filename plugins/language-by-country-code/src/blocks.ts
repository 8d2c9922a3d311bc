import { speechOf } from './languages.ts'

/** The blocks of a patch or of a saved assistant; `null` is one that the assistant cannot have. */
export interface Blocks {
  readonly llm?: Block | null | undefined
  readonly stt?: Block | null | undefined
  readonly tts?: Block | null | undefined
}

export interface Block {
  readonly provider?: unknown
  readonly model?: unknown
  readonly language?: unknown
  readonly languages?: unknown
}

/** Without these keys a block is not sent. */
const requiredKeys = {
  llm: ['provider', 'model'],
  stt: ['provider', 'model', 'language'],
  tts: ['provider', 'voiceId'],
} as const

const names = ['llm', 'stt', 'tts'] as const

/** A patch laid upon the saved assistant: what is sent, if it is sent. A block that the assistant cannot have stays away. */
export function laidUpon(saved: Blocks, patch: Blocks): Blocks {
  return Object.fromEntries(
    names.flatMap((name) => {
      const [block, under] = [patch[name], saved[name]]
      if (under === null || (block === undefined && under === undefined)) return []
      return [[name, block ? { ...remaining(under ?? {}, block), ...block } : under]]
    }),
  )
}

/**
 * Tells whether every block that a patch touches is whole once it is laid upon the saved assistant. A block that is not
 * would be left out of the response, and the rest of the patch would go out without it.
 */
export function isWhole(patch: Blocks, laid: Blocks): boolean {
  return names.every((name) => {
    const block = laid[name]
    return !patch[name] || !block || requiredKeys[name].every((key) => Object.hasOwn(block, key))
  })
}

/**
 * Tells whether recogniser and voice are set to a language, as far as is known: a German greeting before a recogniser
 * that still expects Dutch is worse than Dutch throughout.
 */
export function agrees({ stt, tts }: Blocks, language: string): boolean {
  const isSame = (tag: unknown) => typeof tag === 'string' && speechOf(tag) === speechOf(language)
  const heard = [stt?.language, stt?.languages].flat().filter((tag) => tag !== undefined)
  const isHeard = heard.length === 0 || heard.some((tag) => tag === 'multi' || isSame(tag))
  return isHeard && (tts?.language === undefined || isSame(tts.language))
}

/** With another provider a block starts anew; of what is required only the language stays. */
function remaining(saved: Block, block: Block): Block {
  if (block.provider === undefined || block.provider === saved.provider) return saved
  return saved.language === undefined ? {} : { language: saved.language }
}
