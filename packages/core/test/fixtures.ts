import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('./fixtures/flireo/', import.meta.url)

/** Names of the request bodies, without `.json`: `<event>.<dialect>[.<variant>]`, and `edge.*`. */
export const requestNames: readonly string[] = readdirSync(folder)
  .map((file) => file.replace(/\.json$/, ''))
  .filter((name) => !name.startsWith('responses.') && name !== 'signature-vectors')
  .sort()

/** The JSON of a fixture, parsed anew each time. */
export function readFixture(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Record<string, unknown>
}

/** The six documented responses to an `assistant-request`, by kind. */
export function readResponses(dialect: 'camel' | 'snake'): Record<ResponseName, Record<string, unknown>> {
  return readFixture(`responses.${dialect}`) as Record<ResponseName, Record<string, unknown>>
}

export type ResponseName = 'default' | 'greeting' | 'llm' | 'duration' | 'rejection' | 'analysis'

/** A signed webhook and whether it is to be trusted at `clock`. */
export interface SignatureVector {
  readonly name: string
  readonly secret: string
  readonly headers: Readonly<Record<string, string>>
  readonly rawBody: string
  readonly valid: boolean
}

/** `clock` is in s since the Unix epoch. */
export function readSignatureVectors(): { readonly clock: number; readonly vectors: readonly SignatureVector[] } {
  return readFixture('signature-vectors') as never
}
