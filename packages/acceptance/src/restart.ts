import { setTimeout as sleep } from 'node:timers/promises'
import { bin, freePort, type RunningProcess, start, until } from './command.ts'
import { createLinkedFolder } from './folder.ts'
import { type KeepAliveLoad, type LoadResult, startKeepAliveLoad } from './keep-alive-load.ts'

export interface RestartOptions {
  readonly restarts: number
  /** Posting at once */
  readonly clients: number
}

export interface RestartResult extends LoadResult {
  /** What the processes counted; more than the clients got means that an answer was lost */
  readonly answeredByHosts: number
  /** Of the processes; 0 where one drained in order */
  readonly exitCodes: readonly (number | null)[]
}

/** Ends a host by SIGTERM again and again while clients post to it, and starts the next one on the same port. */
export async function restartUnderLoad({ restarts, clients }: RestartOptions): Promise<RestartResult> {
  const folder = await createLinkedFolder()
  await folder.write('waiting.mjs', waiting)
  const config = await folder.write(
    'preanswer.config.json',
    JSON.stringify({ unsigned: true, plugins: [{ use: './waiting.mjs' }] }),
  )
  const port = await freePort()
  const load = startKeepAliveLoad(`http://127.0.0.1:${port}/webhook`, clients)
  const exitCodes: (number | null)[] = []
  let answeredByHosts = 0
  try {
    for (let restart = 0; restart < restarts; restart += 1) {
      const host = start([bin, 'start', '--port', String(port), '--config', config])
      await until(host, () => (host.output.stdout.includes('listening on') ? true : undefined))
      await untilBusy(load, clients)
      exitCodes.push(await host.stop())
      answeredByHosts += answersOf(host)
    }
  } finally {
    await load.stop()
    await folder.remove()
  }
  return { answeredByHosts, exitCodes, ...load.result }
}

/** Waits a moment in each call, so that some are on their way when the signal comes. */
const waiting = `import { definePlugin } from '@preanswer/core'
import { setTimeout as sleep } from 'node:timers/promises'
export const waiting = definePlugin({ name: 'waiting', setup(hooks) {
  hooks.contribute.tap(async () => { await sleep(Math.random() * 10); return { maxDurationSeconds: 60 } })
} })
`

/** Waits until a host is in the midst of it, and no two for the same time. */
async function untilBusy({ result }: KeepAliveLoad, clients: number): Promise<void> {
  const enough = result.answered + clients * 5
  while (result.answered < enough) await sleep(5)
  await sleep(Math.random() * 50)
}

function answersOf({ output }: RunningProcess): number {
  const closed = output.stdout.split('\n').find((line) => line.includes('"msg":"closed"'))
  const { answered = 0 } = JSON.parse(closed ?? '{}') as { answered?: number }
  return answered
}
