import { randomBytes } from 'node:crypto'
import { isBelow } from '../config/command.ts'
import { findConfig } from '../config/find.ts'
import type { LoadedConfig } from '../config/load.ts'
import { refreshLocalModules } from '../config/local-modules.ts'
import { watchFiles } from '../dev/watch-files.ts'
import { describeDifference } from '../difference.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { ReloadListener } from '../reload.ts'
import { type ServeOptions, serve } from '../serve.ts'
import { colorsOf, print } from '../terminal.ts'

/**
 * Runs a host as `start` does, for whoever works on its config and plugins: it reloads when one of their files changes, logs
 * for people, and takes webhooks of this machine without a signature where the config says nothing about trust.
 */
export async function dev(options: ServeOptions): Promise<ExitCode> {
  const token = randomBytes(18).toString('base64url')
  // from the beginning, so that it is known which files to watch
  await refreshLocalModules((await findConfig(process.cwd(), options.config)).file)
  return serve(options, {
    logForm: 'readable',
    adapt: (loaded) => withInspector(trustingThisMachine(loaded), token),
    listener: printer,
    async begin({ reloader, url, loaded }) {
      const watch = await watchFiles(reloader.files(), async () => {
        // what went wrong was printed
        await reloader.reload('file').catch(() => {})
        watch.follow(reloader.files())
      })
      const { bold } = colorsOf(process.stdout)
      const call = `npx preanswer send ${url} --from +31612345678 --to +31201234567`
      print(
        process.stdout,
        '',
        `${bold('Send it a call:')}  ${call}`,
        `${bold('See it decide:')}   ${inspectorUrl(url, loaded, token)}`,
        `${reloader.files().length} files are watched.`,
        '',
      )
      return () => watch.close()
    },
  })
}

/** What comes without a signature counts for callers on this machine only, whatever a config says. */
function trustingThisMachine(loaded: LoadedConfig): LoadedConfig {
  const { config } = loaded
  const isSaid = ['secrets', 'auth', 'unsigned'].some((key) => Object.hasOwn(Object(config), key))
  return isSaid ? loaded : { ...loaded, config: { ...config, unsigned: true } }
}

/** An inspector that only this command lets in, where the config has none. */
function withInspector(loaded: LoadedConfig, token: string): LoadedConfig {
  const { command, config } = loaded
  const isTaken = isBelow(config?.server?.path, '/inspector')
  const inspector = command.inspector ?? {
    token,
    path: isTaken ? '/-inspector' : '/inspector',
    hosts: [],
    calls: 1_000,
  }
  return { ...loaded, command: { ...command, inspector } }
}

/** With the token, if it is ours: behind the `#` no server sees it. */
function inspectorUrl(url: string, { command: { inspector } }: LoadedConfig, token: string): string {
  const address = new URL(`${inspector?.path}/`, url).href
  return inspector?.token === token ? `${address}#token=${token}` : address
}

const printer: ReloadListener = {
  reloaded(_trigger, difference) {
    print(process.stdout, describeDifference(difference, process.stdout), '')
  },
  refused(_trigger, problems) {
    const { red } = colorsOf(process.stderr)
    print(process.stderr, problems, red('What was in use before is so still.'), '')
  },
}
