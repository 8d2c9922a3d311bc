import { createHash, randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Longest path of a socket, in bytes: what the systems have in common less the zero at its end. */
const maximumPath = 103

/**
 * An address for the control socket of one host: a file in the state folder, on Windows a named pipe.
 *
 * @throws {RangeError} where the path of the folder is too long for a socket in it
 */
export function newControlAddress(stateDir: string): string {
  const { folder, prefix, suffix } = placeOf(stateDir)
  const address = join(folder, `${prefix}${randomBytes(4).toString('hex')}${suffix}`)
  if (suffix !== '' && Buffer.byteLength(address) > maximumPath) throw new RangeError('the path is too long')
  return address
}

/** The addresses of the hosts of a state folder. Some may have ended without a word. */
export async function controlAddresses(stateDir: string): Promise<string[]> {
  const { folder, prefix, suffix } = placeOf(stateDir)
  const names = await readdir(folder).catch((): string[] => [])
  return names.filter((name) => name.startsWith(prefix) && name.endsWith(suffix)).map((name) => join(folder, name))
}

/** Where the addresses of a state folder are found. Each host has its own: two may run at once, as in a restart. */
function placeOf(stateDir: string) {
  if (process.platform !== 'win32') return { folder: stateDir, prefix: 'control-', suffix: '.sock' }
  const folder = createHash('sha256').update(stateDir).digest('hex').slice(0, 16)
  return { folder: '\\\\.\\pipe\\', prefix: `preanswer-${folder}-`, suffix: '' }
}
