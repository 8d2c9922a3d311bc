import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  readonly env?: Readonly<Record<string, string>>
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

/** A server in a process of its own. */
export interface RunningServer {
  /** `http://127.0.0.1:41234` */
  readonly origin: string
  /** What it has printed so far */
  readonly output: { readonly stdout: string; readonly stderr: string }
  /** Resolves with the exit code; `null` when the signal ended the process */
  stop(): Promise<number | null>
}

/** Runs `preanswer start` on a port that the system chooses, and waits until it listens. */
export async function startCommand(config: string, options: RunOptions = {}): Promise<RunningServer> {
  const child = launch(process.execPath, [bin, 'start', '--port', '0', '--config', config], options)
  const output = collect(child)
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const origin = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const found = /listening on (http:\/\/[^/"]+)/.exec(output.stdout)?.[1]
      if (found !== undefined) resolve(found)
    })
    ended.then((code) => reject(new Error(`preanswer start ended with ${code}: ${output.stderr}`)))
  })
  return {
    origin,
    output,
    stop() {
      child.kill()
      return ended
    },
  }
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
