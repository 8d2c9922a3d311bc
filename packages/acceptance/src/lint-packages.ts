import { join } from 'node:path'
import { run } from './command.ts'
import { createFolder } from './folder.ts'
import { packAll } from './pack.ts'
import { root } from './workspace.ts'

/** What is asked about each tarball; the tools are those of the root. */
const questions = [
  ['publint', 'run', '--strict'],
  ['attw', '--profile', 'esm-only', '--no-emoji'],
] as const

const folder = await createFolder()
try {
  for (const { name, file } of await packAll(folder.path)) {
    for (const [tool, ...parameters] of questions) {
      const options = { cwd: root, env: process.env }
      const { exitCode, stdout, stderr } = await run(
        join(root, 'node_modules/.bin', tool),
        [...parameters, file],
        options,
      )
      process.stdout.write(`${name}: ${tool} ${exitCode === 0 ? 'passes' : `exits ${exitCode}\n${stdout}${stderr}`}\n`)
      if (exitCode !== 0) process.exitCode = 1
    }
  }
} finally {
  await folder.remove()
}
