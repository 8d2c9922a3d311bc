import { exitCodes, Failure } from './exit-codes.ts'

/** A place that could not be listened on, and where the operator chooses another. */
export interface Place {
  readonly address: string
  readonly port: number
  readonly names: { readonly address: string; readonly port: string }
}

/** Says why nothing listens at a place, and what to do. */
export function portFailure(error: NodeJS.ErrnoException, { address, port, names }: Place): Failure {
  const causes: Readonly<Record<string, string>> = {
    EADDRINUSE: `is in use. Stop what listens there, or choose another with ${names.port}.`,
    EACCES: `is not open to this user. Choose one from 1024 on with ${names.port}.`,
    EADDRNOTAVAIL: `cannot be used: this machine does not have the address. Mend ${names.address}.`,
    ENOTFOUND: `cannot be used: the name of the host is not known. Mend ${names.address}.`,
  }
  const cause = causes[error.code ?? ''] ?? `cannot be used (${error.code ?? error.name}).`
  return new Failure(exitCodes.failed, `Port ${port} on ${address} ${cause}`)
}
