/** What the command's exit status says. 78 is `EX_CONFIG` of sysexits.h: starting again will not help. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, config: 78 } as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Ends the command: its message goes to stderr as it is, without a stack. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly exitCode: ExitCode

  constructor(exitCode: ExitCode, message: string) {
    super(message)
    this.exitCode = exitCode
  }
}
