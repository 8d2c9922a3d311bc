interface Blocks {
  readonly llm?: Block | null
  readonly stt?: Block | null
  readonly tts?: Block | null
}

interface Block {
  readonly provider?: unknown
  readonly language?: unknown
}

/** Without these keys a block is not sent. */
const requiredKeys = {
  llm: ['provider', 'model'],
  stt: ['provider', 'model', 'language'],
  tts: ['provider', 'voiceId'],
} as const

/**
 * Tells whether every block of a patch is whole once it is laid over the saved assistant. A block that is not would
 * be left out of the response, and the rest of the patch would go out without it.
 *
 * @param saved The saved assistant; `null` in it is a block that it cannot have, which counts as whole
 */
export function isWhole(patch: Blocks, saved: Blocks): boolean {
  return (['llm', 'stt', 'tts'] as const).every((name) => {
    const [block, under] = [patch[name], saved[name]]
    if (block === undefined || block === null || under === null) return true
    const merged = { ...remaining(under ?? {}, block), ...block }
    return requiredKeys[name].every((key) => Object.hasOwn(merged, key))
  })
}

/** With another provider a block starts anew; of what is required only the language stays. */
function remaining(saved: Block, block: Block): Block {
  if (block.provider === undefined || block.provider === saved.provider) return saved
  return saved.language === undefined ? {} : { language: saved.language }
}
