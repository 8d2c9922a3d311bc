import type { DistrustCause, Verification, VerificationCheck } from '@preanswer/core'
import { useState } from 'preact/hooks'
import type { RequestView } from '../src/view.ts'
import { href } from './route.ts'
import { useServer } from './server.ts'
import { Copyable } from './value.tsx'

/** What came in: how it was verified, and itself once somebody wants to see it. */
export function RequestPanel({
  id,
  verification,
}: {
  readonly id: string
  readonly verification: Verification | undefined
}) {
  const [isWanted, setWanted] = useState(false)
  const { value: request, error } = useServer<RequestView>(
    isWanted ? `calls/${encodeURIComponent(id)}/request` : undefined,
  )
  return (
    <section>
      <h2>Request</h2>
      {verification === undefined ? null : <Checklist verification={verification} />}
      {isWanted ? null : (
        <p>
          <button type="button" onClick={() => setWanted(true)}>
            Show the request
          </button>{' '}
          <span class="remark">It holds the caller’s number.</span>
        </p>
      )}
      {error === undefined ? null : <p class="problem">{error}</p>}
      {request === undefined ? null : (
        <>
          <p>
            <a href={href('ask', { call: id })}>Edit and replay</a>
          </p>
          <Commands request={request} />
        </>
      )}
    </section>
  )
}

/** A request, and the commands that send it again or try it. */
export function Commands({ request }: { readonly request: RequestView }) {
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`)
  return (
    <div class="commands">
      {headers.length === 0 ? null : <Copyable name="Headers" text={headers.join('\n')} />}
      <Copyable name="Body" text={request.body} />
      <Copyable name="As curl" text={request.curl} />
      {request.simulate === undefined ? null : <Copyable name="As preanswer simulate" text={request.simulate} />}
    </div>
  )
}

function Checklist({ verification }: { readonly verification: Verification }) {
  const { checks, cause, secret, skewSeconds, trusted } = verification
  return (
    <div class="verification">
      <ul class="checks">
        {checks.map(({ check, passed }) => (
          <li key={check} class={passed ? 'passed' : 'failed'}>
            <span aria-hidden="true">{passed ? '✓' : '✕'}</span>
            <span class="hidden">{passed ? 'passed:' : 'failed:'}</span> {words[check]}
            {check === 'signature' && secret !== undefined ? ` (secret ${secret})` : ''}
            {check === 'timestamp-fresh' && skewSeconds !== undefined ? ` (${describeSkew(skewSeconds)})` : ''}
          </li>
        ))}
      </ul>
      {trusted || cause === undefined ? null : (
        <p class="cause">
          <strong>Likely cause:</strong> {causes[cause]}
        </p>
      )}
    </div>
  )
}

function describeSkew(seconds: number): string {
  if (seconds === 0) return 'the clocks agree'
  return `${Math.abs(seconds).toLocaleString('en')} s ${seconds > 0 ? 'old' : 'ahead of our clock'}`
}

const words: Readonly<Record<VerificationCheck['check'], string>> = {
  loopback: 'The sender is on this machine, and speaks for itself',
  'signature-header': 'It has a signature of 64 hexadecimal digits',
  'timestamp-header': 'It has a timestamp in whole seconds',
  'timestamp-fresh': 'It was signed within the last 300 seconds',
  signature: 'The signature fits one of the secrets',
  token: 'It has the token',
}

const causes: Readonly<Record<DistrustCause, string>> = {
  'no-proof': 'it carries no signature and no token. Set the webhook secret on the platform.',
  'clock-off':
    'the signature is right, and too old or from the future. Set the clock, or it was sent again long after.',
  'timestamp-in-milliseconds': 'the timestamp counts milliseconds. Sign with whole seconds.',
  'timestamp-malformed': 'the timestamp is no whole number of seconds.',
  'timestamp-not-signed': 'the signature covers the body alone. Sign the timestamp, a dot and the body.',
  'body-reserialised': 'something on the way read the body and wrote it anew. Pass the body on byte for byte.',
  'body-trimmed': 'a line break at the end of the body was added or taken off on the way.',
  'newline-in-secret': 'one of the two secrets has a line break or a blank at its end.',
  'previous-secret':
    'it was signed with the secret that the config had before. List both in `secrets` until the platform has the new one.',
  'secret-of-another-line': 'it was signed with the secret of another line.',
  'development-secret': 'a secret that starts with `development-` counts for senders on this machine only.',
  'signature-malformed':
    'the signature is right, and written in capitals or as base64. Write it in small hexadecimal letters.',
  'token-differs': 'the token is another one.',
  'secret-differs': 'the secret is another one, or the body was changed on the way.',
}
