import type { NumberForms } from '../numbers.ts'

/** Where customers are looked up. */
export interface Source {
  /**
   * The records that the source has under a number; none when it knows nobody.
   *
   * @param signal Fires when nobody waits for the answer any more
   * @throws {SourceError} when it cannot tell
   */
  find(forms: NumberForms, signal: AbortSignal): Promise<readonly unknown[]>
  close?(): void | Promise<void>
}

/** Why a source could not tell, as it stands in the trace. */
export type SourceFailure =
  /** Cannot be reached, broke off, or says that it is broken */
  | 'source-down'
  /** Took longer than there was time */
  | 'source-slow'
  /** Asks to be left alone for a while */
  | 'source-busy'
  /** Takes neither the question nor whoever asks it */
  | 'source-refuses'
  /** Sends to another place, which is not followed */
  | 'source-redirects'
  /** Answers in a way that cannot be read */
  | 'answer-unreadable'
  /** Answers at a length that is not read */
  | 'answer-too-large'

/** A source could not tell. Neither the number nor what the source said is in it. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
  readonly failure: SourceFailure
  /** A status of HTTP or a code of the database, for the log */
  readonly detail: string | undefined
  /** ms for which the source wants not to be asked */
  readonly pauseMs: number

  constructor(failure: SourceFailure, { detail, pauseMs = 0 }: { detail?: string; pauseMs?: number } = {}) {
    super(failure)
    this.failure = failure
    this.detail = detail
    this.pauseMs = pauseMs
  }
}
