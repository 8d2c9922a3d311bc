import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { runServer } from 'verdaccio'
import { run } from '../command.ts'
import { createFolder } from '../folder.ts'

/** A registry of npm on this machine, which is gone when it is closed. */
export interface Registry {
  /** `http://127.0.0.1:41234/` */
  readonly url: string
  /** What npm and pnpm are run with, to install from it and publish to it */
  readonly env: Readonly<Record<string, string | undefined>>
  close(): Promise<void>
}

/** Paths of what is ours. It is never looked for elsewhere: what is published there is not this working copy. */
const ours = /^\/(?:@preanswer\/|preanswer$|preanswer\/|preanswer-plugin-|create-preanswer|-\/)/

/**
 * Starts an empty registry on loopback: a verdaccio for what is ours. Whoever asks for anything else is sent on to the
 * registry that npm is set to, so that what npm has in its cache stays of use.
 */
export async function startRegistry(): Promise<Registry> {
  const folder = await createFolder()
  const { stdout: upstream } = await run('npm', ['config', 'get', 'registry'], { env: process.env })
  const verdaccio: Server = await runServer({
    self_path: folder.path,
    storage: join(folder.path, 'storage'),
    uplinks: {},
    packages: { '**': { access: '$all', publish: '$all' } },
    auth: {},
    middlewares: {},
    web: { enable: false },
    max_body_size: '50mb',
    log: { type: 'stdout', level: 'fatal' },
  } as never)
  const server = createServer((request, response) => {
    const { url = '/' } = request
    if (ours.test(decodeURIComponent(url))) verdaccio.emit('request', request, response)
    else response.writeHead(302, { location: upstream.trim().replace(/\/$/, '') + url }).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  // npm asks for a token before it publishes, whatever the registry asks for
  const settings = await folder.write('npmrc', `registry=http://${host}/\n//${host}/:_authToken=rehearsal\n`)
  return {
    url: `http://${host}/`,
    env: {
      ...process.env,
      npm_config_registry: `http://${host}/`,
      npm_config_userconfig: settings,
      // npm would call itself the pnpm that runs us, and scaffold for it
      npm_config_user_agent: undefined,
      // what a terminal would be asked
      npm_config_yes: 'true',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_loglevel: 'error',
      // what is not ours may come from npm's cache; ours is never in it, as the port is another one each time
      npm_config_prefer_offline: 'true',
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await folder.remove()
    },
  }
}
