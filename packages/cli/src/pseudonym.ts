import { createHmac, randomBytes } from 'node:crypto'

/**
 * Makes names for callers out of their numbers: the same one for the same number under the same key, and none that can
 * be turned back without it. Phone numbers are few, so whoever has the key can try them all.
 *
 * @param key Without one a key is drawn, which dies with the process
 */
export function createPseudonyms(key: string | Uint8Array = randomBytes(32)): (caller: string) => string {
  return function pseudonymOf(caller) {
    return createHmac('sha256', key).update(caller).digest('base64url').slice(0, 16)
  }
}
