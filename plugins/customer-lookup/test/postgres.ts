import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

/** A PostgreSQL of its own, in a temporary folder, on loopback. */
export interface Cluster {
  readonly url: string
  /** Runs SQL as the owner */
  run(sql: string): Promise<void>
  start(): Promise<void>
  /** Ends it at once, whatever is connected */
  stop(): Promise<void>
  remove(): Promise<void>
}

/** Where Debian has the newest PostgreSQL; `undefined` where it is not installed. */
export const postgresPrograms = findPrograms()

/** Makes a cluster and starts it. PostgreSQL refuses to run as root, so there it runs as nobody. */
export async function createCluster(programs: string): Promise<Cluster> {
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const folder = await mkdtemp(join(tmpdir(), 'preanswer-postgres-'))
  if (user.uid !== undefined) await chown(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const flags = ['--pgdata', data, '--username', 'owner', '--auth', 'trust', '--encoding', 'UTF8', '--no-sync']
  await promisify(execFile)(join(programs, 'initdb'), flags, { ...user, cwd: folder })
  const port = await freePort()
  const url = `postgres://owner@127.0.0.1:${port}/postgres`
  let running: ChildProcess | undefined

  const cluster: Cluster = {
    url,
    async run(sql) {
      const client = new pg.Client(url)
      client.on('error', () => {})
      await client.connect()
      try {
        await client.query(sql)
      } finally {
        await client.end()
      }
    },
    async start() {
      const options = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F']
      running = spawn(join(programs, 'postgres'), options, { ...user, cwd: folder, stdio: 'ignore' })
      while (!(await isReady(cluster))) await new Promise((resolve) => setTimeout(resolve, 50))
    },
    async stop() {
      if (running === undefined || running.exitCode !== null) return
      const ended = once(running, 'exit')
      running.kill('SIGQUIT')
      await ended
    },
    async remove() {
      await cluster.stop()
      await rm(folder, { recursive: true })
    },
  }
  await cluster.start()
  return cluster
}

function isReady(cluster: Cluster): Promise<boolean> {
  return cluster.run('SELECT 1').then(
    () => true,
    () => false,
  )
}

function findPrograms(): string | undefined {
  const folder = '/usr/lib/postgresql'
  if (!existsSync(folder)) return undefined
  const versions = readdirSync(folder).toSorted((one, other) => Number(other) - Number(one))
  return versions.map((version) => join(folder, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')))
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
