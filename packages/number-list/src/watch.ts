import { stat } from 'node:fs/promises'

/** ms between two looks at a file. */
const pollMs = 2_000

/**
 * Looks at a file every two seconds, and tells when it has become another and stayed so for one look more: by then it
 * is written to its end. Looking sees what events of the file system miss: a rename over the file, a link that is set to
 * another file, shared folders and containers.
 *
 * @param seen What `fingerprint` gave before the file was read
 * @param onChange Not called again before it has ended
 * @returns Ends the watch
 */
export function watchFile(path: string, seen: string, onChange: () => Promise<void>): () => void {
  let [last, isNew, isClosed] = [seen, false, false]
  let timer = setTimeout(look, pollMs).unref()

  async function look(): Promise<void> {
    const now = await fingerprint(path)
    if (now !== last) isNew = true
    else if (isNew && !isClosed) {
      isNew = false
      await onChange()
    }
    last = now
    if (!isClosed) timer = setTimeout(look, pollMs).unref()
  }

  return () => {
    isClosed = true
    clearTimeout(timer)
  }
}

/** Differs when the file is another, or was written to; the same for all files that are not there. */
export async function fingerprint(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true })
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ')
  } catch {
    return 'not there'
  }
}
