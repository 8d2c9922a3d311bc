import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'
import type { Middleware } from 'koa'

/** Where the page is built to. */
export const uiFolder = fileURLToPath(new URL('../dist/ui', import.meta.url))

interface ServedFile {
  readonly type: string
  readonly bytes: Buffer
  /** Made when it is first asked for */
  compressed?: Buffer
  /** Its name tells its content, so that it never changes */
  readonly isLasting: boolean
}

/**
 * Serves the page from memory: what is not there when the inspector starts does not exist, whatever a path says.
 *
 * @param path Where the inspector is mounted: `/inspector`
 */
export function files(path: string): Middleware {
  const served = readFiles(path)
  return function serveFile(context, next) {
    if (!['GET', 'HEAD'].includes(context.method)) return next()
    if (context.path === path) {
      // relative, as a proxy may have us elsewhere
      context.redirect(`${path.slice(path.lastIndexOf('/') + 1)}/`)
      return next()
    }
    const file = served.get(context.path)
    if (file === undefined) return next()
    context.type = file.type
    context.set('Cache-Control', file.isLasting ? 'private, max-age=31536000, immutable' : 'no-cache')
    context.vary('Accept-Encoding')
    const isCompressed = context.acceptsEncodings('br', 'identity') === 'br'
    if (isCompressed) context.set('Content-Encoding', 'br')
    context.body = isCompressed ? compressedOf(file) : file.bytes
    return next()
  }
}

function readFiles(path: string): Map<string, ServedFile> {
  // only in a repository that was not built yet
  if (!existsSync(uiFolder)) return new Map()
  const names = readdirSync(uiFolder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'))
  return new Map(
    names
      .filter((name) => extname(name) in types)
      .map((name) => [`${path}/${name === 'index.html' ? '' : name}`, readFile(name)]),
  )
}

function readFile(name: string): ServedFile {
  const bytes = readFileSync(join(uiFolder, name))
  return {
    type: types[extname(name)] ?? 'application/octet-stream',
    bytes,
    isLasting: name !== 'index.html',
  }
}

function compressedOf(file: ServedFile): Buffer {
  file.compressed ??= brotliCompressSync(file.bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
  return file.compressed
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}
