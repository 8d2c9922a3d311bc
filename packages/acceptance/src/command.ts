import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from './workspace.ts'

/** The command as it stands in the repository. */
export const bin = join(root, 'packages/cli/bin/preanswer.js')

/** How a process ended. */
export interface Run {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  /** Besides `PATH` and `HOME`, which are passed on */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** Runs a program until it ends. Its output is text; nothing is written to its input. */
export async function run(program: string, parameters: readonly string[], options: RunOptions = {}): Promise<Run> {
  const child = launch(program, parameters, options)
  const output = collect(child)
  const [exitCode] = (await once(child, 'close')) as [number | null]
  return { exitCode, ...output }
}

/** Runs `preanswer`. */
export function preanswer(parameters: readonly string[], options: RunOptions = {}): Promise<Run> {
  return run(process.execPath, [bin, ...parameters], options)
}

/** A process that runs until it is stopped. */
export interface RunningProcess {
  /** What it has printed so far */
  readonly output: { readonly stdout: string; readonly stderr: string }
  /** Resolves when it has ended; `null` when a signal ended it */
  readonly exitCode: Promise<number | null>
  /** Sends it a signal */
  kill(signal: NodeJS.Signals): void
  /** Asks it to end by SIGTERM, and gives `exitCode` */
  stop(): Promise<number | null>
}

/** Starts a program with Node, and does not wait for it. */
export function start(parameters: readonly string[], options: RunOptions = {}): RunningProcess {
  const child = launch(process.execPath, parameters, options)
  const output = collect(child)
  const exitCode = once(child, 'close').then(([code]) => code as number | null)
  return {
    output,
    exitCode,
    kill: (signal) => void child.kill(signal),
    stop() {
      child.kill()
      return exitCode
    },
  }
}

/** A running `preanswer start`. */
export interface RunningCommand extends RunningProcess {
  /** `http://127.0.0.1:41234` */
  readonly origin: string
}

/** Runs `preanswer start` on a port that the system chooses, and waits until it listens. */
export async function startCommand(config: string, options: RunOptions = {}): Promise<RunningCommand> {
  const running = start([bin, 'start', '--port', '0', '--config', config], options)
  const origin = await until(running, () => /listening on (http:\/\/[^/"]+)/.exec(running.output.stdout)?.[1])
  return { ...running, origin }
}

/**
 * Asks again and again until there is an answer.
 *
 * @throws Error with what the process printed, when it ends before
 */
export async function until<Value>(
  { exitCode, output }: RunningProcess,
  ask: () => Value | undefined | Promise<Value | undefined>,
): Promise<Value> {
  let isRunning = true
  void exitCode.then(() => {
    isRunning = false
  })
  while (isRunning) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await sleep(20)
  }
  throw new Error(`the process ended: ${output.stdout}${output.stderr}`)
}

/** A port of this machine on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

function launch(program: string, parameters: readonly string[], options: RunOptions): ChildProcessWithoutNullStreams {
  const { PATH, HOME } = process.env
  const child = spawn(program, parameters, { cwd: options.cwd ?? tmpdir(), env: { PATH, HOME, ...options.env } })
  child.stdin.end()
  return child
}

function collect(child: ChildProcessWithoutNullStreams): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text
  })
  return output
}
