import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Listening, Usage } from './child.ts'
import type { ContenderName } from './contenders.ts'

/** A contender in a process of its own, so that only its own CPU time counts. */
export interface Running extends Listening {
  readonly name: ContenderName
  usage(): Promise<Usage>
  stop(): Promise<void>
}

/** Starts a contender; settles when it listens. */
export async function start(name: ContenderName): Promise<Running> {
  const child = fork(new URL('./child.js', import.meta.url), [name], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const listening = (await answerOf(child, name)) as Listening
  return {
    name,
    ...listening,
    usage() {
      child.send('usage')
      return answerOf(child, name) as Promise<Usage>
    },
    async stop() {
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}

async function answerOf(child: ChildProcess, name: ContenderName): Promise<unknown> {
  const ended = new AbortController()
  try {
    const exit = once(child, 'exit', { signal: ended.signal }).then(() => {
      throw new Error(`the server ${name} has ended`)
    })
    const [message] = (await Promise.race([once(child, 'message', { signal: ended.signal }), exit])) as [unknown]
    return message
  } finally {
    ended.abort()
  }
}
