import { availableParallelism, cpus } from 'node:os'

/** What a benchmark ran on. */
export function machine(): string {
  return `Node ${process.version}, ${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown'}`
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
