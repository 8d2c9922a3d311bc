import { join } from 'node:path'
import { verifyPlugin } from '@preanswer/verify'
import { run } from './command.ts'
import { createFolder } from './folder.ts'
import { packAll, type Tarball } from './pack.ts'
import { root, workspacePackages } from './workspace.ts'

/** What is asked about a tarball that is no plugin; the tools are those of the root. */
const questions = [
  ['publint', 'run', '--strict'],
  ['attw', '--profile', 'esm-only', '--no-emoji'],
] as const

const folder = await createFolder()
try {
  for (const tarball of await packAll(folder.path)) {
    const problems = await problemsOf(tarball)
    process.stdout.write(`${tarball.name}: ${problems.length === 0 ? 'passes' : problems.join('\n')}\n`)
    if (problems.length > 0) process.exitCode = 1
  }
} finally {
  await folder.remove()
}

async function problemsOf({ name, file }: Tarball): Promise<string[]> {
  const folder = workspacePackages().find((item) => item.name === name)?.folder ?? ''
  if (!folder.startsWith('plugins/'))
    return (await Promise.all(questions.map((question) => ask(question, file)))).flat()
  const { problems } = await verifyPlugin({ path: file, installedIn: join(root, folder) })
  return problems.map(({ code, message, fix }) => `${code}: ${message}\n  ${fix}`)
}

async function ask([tool, ...parameters]: (typeof questions)[number], file: string): Promise<string[]> {
  const options = { cwd: root, env: process.env }
  const program = join(root, 'node_modules/.bin', tool)
  const { exitCode, stdout, stderr } = await run(program, [...parameters, file], options)
  return exitCode === 0 ? [] : [`${tool} exits ${exitCode}\n${stdout}${stderr}`]
}
