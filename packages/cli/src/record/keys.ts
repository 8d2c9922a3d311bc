import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { exitCodes, Failure } from '../exit-codes.ts'

/** What encrypts recorded calls, and stands for their callers. Both are derived from one secret of 32 random bytes. */
export interface RecordKey {
  /** Tells keys apart, and nothing about the key */
  readonly id: string
  /** @param place What the text belongs to: it can be opened there only */
  seal(text: string, place: string): Uint8Array
  /** @throws when it was sealed for another place, under another key, or was changed since */
  open(sealed: Uint8Array, place: string): string
  /** What stands for a phone number in the file: the same for the same number, and nothing without the key */
  markOf(number: string): Uint8Array
}

/** What to do for a key. */
export const keyHint = 'make one with `openssl rand -base64 32`'

const [nonceBytes, tagBytes] = [12, 16]

/** The 32 bytes that a text stands for, in base64 or hex; `undefined` when it is no key. */
export function parseKey(text: string): Uint8Array | undefined {
  if (/^[\da-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  const bytes = /^[\w+/-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : undefined
  return bytes?.length === 32 ? bytes : undefined
}

/**
 * The keys that a host and its commands use: those of the config, else those of `PREANSWER_RECORD_KEY`. The first one
 * encrypts, all of them decrypt.
 *
 * @returns none where none is given
 * @throws {Failure} exit 78 when the variable holds something else
 */
export function readKeys(configured: string | readonly string[] | undefined, environment = process.env): RecordKey[] {
  const given = [configured ?? (environment.PREANSWER_RECORD_KEY ?? '').split(/[\s,]+/)].flat()
  return given
    .filter((text) => text !== '')
    .map((text) => {
      const secret = parseKey(text)
      if (secret !== undefined) return createKey(secret)
      throw new Failure(
        exitCodes.config,
        `PREANSWER_RECORD_KEY holds no key: a key is 32 bytes in base64 or hex.\n  → ${keyHint}`,
      )
    })
}

function createKey(secret: Uint8Array): RecordKey {
  // random bytes need no stretching, as a password would: each use gets a key of its own by HKDF
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', secret, '', `preanswer record: ${use}`, 32))
  const [encryption, callers] = [derive('encryption'), derive('callers')]
  const id = derive('id').toString('hex', 0, 6)
  const bound = (place: string) => Buffer.from(`preanswer record 1\n${id}\n${place}`)
  return {
    id,
    seal(text, place) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', encryption, nonce).setAAD(bound(place))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body])
    },
    open(sealed, place) {
      const nonce = sealed.subarray(0, nonceBytes)
      const decipher = createDecipheriv('aes-256-gcm', encryption, nonce, { authTagLength: tagBytes })
      decipher.setAAD(bound(place)).setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
      const body = sealed.subarray(nonceBytes + tagBytes)
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
    },
    markOf: (number) => createHmac('sha256', callers).update(number).digest().subarray(0, 16),
  }
}
