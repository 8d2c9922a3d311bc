import { once } from 'node:events'
import { watch } from 'chokidar'

/** A watch of files that may change while it lasts. */
export interface FileWatch {
  /** From now on these are watched and no others; they need not be there */
  follow(files: readonly string[]): void
  close(): Promise<void>
}

/** ms without a further change: an editor writes, renames and writes again. */
const quietMs = 100

/**
 * Tells when one of some files, or something in one of some folders, was written, replaced, made or taken away: once for
 * all that happens together.
 *
 * @param files Absolute paths
 */
export async function watchFiles(files: readonly string[], onChange: () => void): Promise<FileWatch> {
  let followed = new Set(files)
  let quiet: NodeJS.Timeout | undefined
  const watcher = watch([...followed], { ignoreInitial: true })
  await once(watcher, 'ready')
  watcher.on('all', () => {
    clearTimeout(quiet)
    quiet = setTimeout(onChange, quietMs)
  })
  return {
    follow(next) {
      watcher.unwatch([...followed].filter((file) => !next.includes(file)))
      watcher.add(next.filter((file) => !followed.has(file)))
      followed = new Set(next)
    },
    async close() {
      clearTimeout(quiet)
      await watcher.close()
    },
  }
}
