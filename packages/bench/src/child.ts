import type { AddressInfo } from 'node:net'
import { type ContenderName, contenders } from './contenders.ts'

/** What the child says when it listens. */
export interface Listening {
  readonly port: number
  /** ms from the start of the process */
  readonly startMs: number
}

/** What the child says when it is asked. */
export interface Usage {
  /** User and system, all threads, since the start; µs */
  readonly cpuUs: number
  readonly residentBytes: number
}

/** Serves one contender until the parent goes away. */
const contender = contenders[process.argv[2] as ContenderName]
const createServer = await contender.load()
const server = await createServer()
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  tell({ port, startMs: performance.now() } satisfies Listening)
})

process.on('message', () => {
  const { user, system } = process.cpuUsage()
  tell({ cpuUs: user + system, residentBytes: process.memoryUsage.rss() } satisfies Usage)
})
process.on('disconnect', () => process.exit())

function tell(message: object): void {
  process.send?.(message)
}
