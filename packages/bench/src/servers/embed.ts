import { createServer, type Server } from 'node:http'
import { createHost, type Entry, type HostConfig, type Logger } from '@preanswer/core'
import Koa from 'koa'
import { languages, saved, secret, timeZone } from '../job.ts'

/** A host with these plugins in a Koa app of its own. */
export async function embed(plugins: readonly Entry[]): Promise<Server> {
  const config: HostConfig = {
    secrets: secret,
    language: 'nl',
    languages: [...languages],
    timeZone,
    assistant: saved,
    plugins,
  }
  const host = await createHost(config, { log: silent })
  return createServer(new Koa().use(host.middleware()).callback())
}

// the servers by hand log nothing either
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }
