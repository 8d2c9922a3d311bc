import { dirname, join } from 'node:path'

/** The folder beside a config where the command keeps what outlives it: overrides, recordings, its control socket. */
export function stateDirOf(configFile: string): string {
  return join(dirname(configFile), '.preanswer')
}
