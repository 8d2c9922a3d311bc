import { LRUCache } from 'lru-cache'
import { copyPlain, deepFreeze, isCopyOf } from './plain.ts'

/** Outputs that are kept for each tap: most have a handful of things to say. */
const maximumOutputs = 8

/** Characters of an output that is kept; a larger one is checked each time. */
const maximumCharacters = 64 * 1024

/** Responses that are kept for all lines, and characters of all their bodies. */
const maximumResponses = 2_000
const maximumBodies = 16 * 1024 * 1024

/** What a tap returned lately, with what the check made of it. Saying the same again needs no second check. */
export class OutputMemory {
  readonly #known: { readonly copied: unknown; readonly checked: object }[] = []

  /**
   * The checked form of what a tap returned, frozen: the very object of the last time where nothing is different.
   *
   * @param check Gets plain data that nobody else has; what it throws passes through
   */
  recall<Checked extends object>(value: unknown, check: (data: unknown) => Checked): Checked {
    const known = this.#known.find(({ copied }) => isCopyOf(copied, value))
    if (known !== undefined) {
      if (!identities.has(known.checked)) identities.set(known.checked, ++lastIdentity)
      // one memory serves one check
      return known.checked as Checked
    }
    const copied = copyPlain(value)
    const checked = deepFreeze(check(copied))
    if (JSON.stringify(copied).length <= maximumCharacters) {
      this.#known.unshift({ copied, checked })
      this.#known.length = Math.min(this.#known.length, maximumOutputs)
    }
    return checked
  }
}

/**
 * A number for an output that was recalled before, the same each time.
 *
 * @returns `undefined` for one that is new: what is made of it need not be kept
 */
export function identityOf(checked: object): number | undefined {
  return identities.get(checked)
}

const identities = new WeakMap<object, number>()
let lastIdentity = 0

/** What was made of the same outputs before: the same goes out again. */
export type ResponseMemory<Made extends { readonly body: string }> = LRUCache<string, Made>

export function createResponseMemory<Made extends { readonly body: string }>(): ResponseMemory<Made> {
  return new LRUCache({
    max: maximumResponses,
    maxSize: maximumBodies,
    sizeCalculation: ({ body }) => body.length,
  })
}
