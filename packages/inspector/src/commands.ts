import type { CheckedConfig } from '@preanswer/core'

/** What a webhook is sent with from a shell. */
export interface Sending {
  /** Address of the webhook: `http://127.0.0.1:3000/webhook` */
  readonly url: string
  readonly body: string
  readonly config: Pick<CheckedConfig, 'secrets' | 'auth'>
}

/** A webhook as a command of curl. The secret stays in the environment: PREANSWER_SECRET, or PREANSWER_TOKEN. */
export function curlCommand({ url, body, config }: Sending): string {
  const { auth } = config
  const isSigned = auth === undefined && config.secrets !== undefined
  const signing = [
    'timestamp=$(date +%s)',
    // the digest is the last word of what openssl prints
    `signature=$(printf '%s.%s' "$timestamp" "$body" | openssl dgst -sha256 -hmac "$PREANSWER_SECRET" | sed 's/^.* //')`,
  ]
  const proof = isSigned
    ? ['-H "x-webhook-timestamp: $timestamp"', '-H "x-webhook-signature: sha256=$signature"']
    : auth !== undefined && 'bearer' in auth
      ? ['-H "authorization: Bearer $PREANSWER_TOKEN"']
      : []
  const address = auth !== undefined && 'pathToken' in auth ? `${quoted(url)}/"$PREANSWER_TOKEN"` : quoted(url)
  const curl = [`curl -sS ${address}`, "-H 'content-type: application/json'", ...proof, '--data-binary "$body"']
  return [`body=${quoted(body)}`, ...(isSigned ? signing : []), curl.join(' \\\n  ')].join('\n')
}

/** A call to be simulated. */
export interface Simulated {
  /** E.164; absent when withheld */
  readonly caller?: string
  readonly dialedNumber?: string
  readonly dialect: string
  /** ms since the Unix epoch */
  readonly receivedAt: number
  readonly body: string
}

/** A call as a command of preanswer: of its two numbers, or of its body where none was dialed. */
export function simulateCommand({ caller, dialedNumber, dialect, receivedAt, body }: Simulated): string {
  const at = `--at ${new Date(receivedAt).toISOString()}`
  if (dialedNumber === undefined) return `printf '%s' ${quoted(body)} | preanswer simulate --event - ${at}`
  const numbers = `--from ${quoted(caller ?? 'withheld')} --to ${quoted(dialedNumber)}`
  return `preanswer simulate ${numbers} --dialect ${dialect} ${at}`
}

/** A word that a POSIX shell takes as it is. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
