import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const bin = fileURLToPath(new URL('../bin/preanswer.js', import.meta.url))
const modules = fileURLToPath(new URL('../node_modules', import.meta.url))

/** How a run of the command ended. */
export interface Run {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
}

/** A folder with these files, in which the bundled plugins are installed. It goes when the test ends. */
export async function createFolder(files: Readonly<Record<string, string | object>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'preanswer-cli-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await symlink(modules, join(folder, 'node_modules'))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return folder
}

/** Runs `preanswer` in a process of its own until it ends. */
export async function preanswer(parameters: readonly string[], options: RunOptions = {}): Promise<Run> {
  const child = launch(parameters, options)
  child.stdin.end(options.input ?? '')
  const output = collect(child)
  const [exitCode] = (await once(child, 'close')) as [number | null]
  return { exitCode, ...output }
}

/** A host that runs in a process of its own. */
export interface RunningCommand {
  /** `http://127.0.0.1:41234` */
  readonly origin: string
  readonly output: { stdout: string; stderr: string }
  /** Waits until the log holds a text, and gives what the text matched */
  logged(text: RegExp): Promise<RegExpExecArray>
  kill(signal: NodeJS.Signals): void
  /** Resolves when the process has ended; `null` when a signal ended it */
  readonly exitCode: Promise<number | null>
}

/** Runs `preanswer start` on a port that the system chooses, and waits until it listens. */
export function startHost(parameters: readonly string[], options: RunOptions = {}): Promise<RunningCommand> {
  return serve('start', parameters, options)
}

/** Runs `preanswer dev` likewise. */
export function startDev(options: RunOptions = {}): Promise<RunningCommand> {
  return serve('dev', [], options)
}

async function serve(command: string, parameters: readonly string[], options: RunOptions): Promise<RunningCommand> {
  const child = launch([command, '--port', '0', ...parameters], options)
  const output = collect(child)
  const exitCode = once(child, 'close').then(([code]) => code as number | null)
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const logged = (text: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const found = text.exec(output.stdout)
        if (found === null) return
        child.stdout.off('data', look)
        child.off('close', end)
        resolve(found)
      }
      const end = (code: number | null) =>
        reject(new Error(`preanswer ${command} ended with ${code}: ${output.stderr}`))
      child.stdout.on('data', look)
      child.once('close', end)
      look()
    })
  const [, origin = ''] = await logged(/listening on (http:\/\/[^/"]+)/)
  return { origin, output, logged, kill: (signal) => child.kill(signal), exitCode }
}

function launch(parameters: readonly string[], { cwd, env }: RunOptions): ChildProcessWithoutNullStreams {
  const { PATH, HOME } = process.env
  return spawn(process.execPath, [bin, ...parameters], { cwd: cwd ?? tmpdir(), env: { PATH, HOME, ...env } })
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
