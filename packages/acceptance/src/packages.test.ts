import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { freePort, type Run, run, start, until } from './command.ts'
import { createFolder, type TemporaryFolder } from './folder.ts'
import { codeBlocksOf } from './markdown.ts'
import { packAll, type Tarball } from './pack.ts'
import { fixture, post, secret } from './webhook.ts'
import { filesIn, readText, workspacePackages } from './workspace.ts'

const published = workspacePackages().filter(({ isPublished }) => isPublished)
const env = { ...process.env, PREANSWER_SECRET: secret, PORT: undefined }

let tarballs: readonly Tarball[]
let project: TemporaryFolder
beforeAll(async () => {
  project = await createFolder()
  tarballs = await packAll(project.path)
  await project.write('package.json', '{ "private": true, "type": "module" }')
  const files = tarballs.map(({ file }) => file)
  const flags = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel', 'error']
  const { exitCode, stderr } = await inProject('npm', ['install', ...flags, ...files, 'koa@3', 'zod@4', 'typescript@7'])
  if (exitCode !== 0) throw new Error(`npm install failed: ${stderr}`)
}, 240_000)
afterAll(() => project.remove())

describe.each(published)('the tarball of $name', ({ name, folder }) => {
  const contents = () => tarballs.find((tarball) => tarball.name === name)?.contents ?? []

  it('holds what was built from each source, the README and the license', () => {
    const sources = filesIn(`${folder}/src`, '.ts').filter((file) => !file.endsWith('.test.ts'))
    const built = sources.map((file) => file.replace(`${folder}/src/`, 'dist/').replace(/\.ts$/, ''))
    const files = built.flatMap((file) => [`${file}.js`, `${file}.d.ts`])
    const missing = [...files, 'LICENSE', 'README.md', 'package.json'].filter((file) => !contents().includes(file))
    expect(missing).toEqual([])
  })

  it('holds nothing else', () => {
    const allowed =
      /^(?:LICENSE|README\.md|CHANGELOG\.md|package\.json|bin\/[\w-]+\.js|templates\/.+|dist\/.+(?<!\.test)\.(?:js|d\.ts)|dist\/ui\/.+\.(?:html|css|svg))$/
    expect(contents().filter((file) => !allowed.test(file))).toEqual([])
  })

  it('says its versions in words that npm knows', async () => {
    const manifest = await readFile(join(project.path, 'node_modules', name, 'package.json'), 'utf8')
    expect(manifest).not.toMatch(/"(?:workspace|catalog):/)
  })
})

describe('an empty project with the tarballs', { timeout: 60_000 }, () => {
  it('runs the embedding example of the README', async () => {
    const example = codeBlocksOf('README.md').find(({ file }) => file === 'examples/embed-in-koa/app.js')
    const app = await project.write('app.js', example?.code ?? '')
    const url = `http://127.0.0.1:${await freePort()}`
    const running = start([app], { cwd: project.path, env: { ...env, PORT: new URL(url).port } })
    onTestFinished(async () => {
      await running.stop()
    })
    await until(running, () => fetch(url).catch(() => undefined))
    const { status, body } = await post(`${url}/webhook`, fixture('assistant-request.snake'))
    // open or closed: that depends on when this runs
    expect([
      { status: 200, body: '{}' },
      { status: 200, body: '{"error":"Wij zijn gesloten."}' },
    ]).toContainEqual({
      status,
      body,
    })
    expect((await post(`${url}/webhook`, fixture('assistant-request.snake'), 'of somebody else')).status).toBe(401)
  })

  it('has the command', async () => {
    const { stdout } = await inProject('npx', ['--no-install', 'preanswer', '--version'])
    const manifest: { version: string } = JSON.parse(readText('packages/cli/package.json'))
    expect(stdout.trim()).toBe(manifest.version)
  })

  it('finds plugins by their short names', async () => {
    await project.write('preanswer.config.yaml', readText('packages/acceptance/configs/greeting.yaml'))
    const call = ['--from', '+31612345678', '--to', '+31201234567', '--dialect', 'camel', '--json']
    const { stdout, stderr } = await inProject('npx', ['--no-install', 'preanswer', 'simulate', ...call])
    expect(stderr).not.toContain('preanswer.config.yaml')
    const { greeting } = JSON.parse(fixture('responses.camel'))
    expect(JSON.parse(stdout)).toMatchObject({ response: greeting, trace: { dialect: 'camel' } })
  })

  it('type-checks a plugin, and our types themselves', async () => {
    const example = codeBlocksOf('README.md').find(({ file }) => file === 'examples/custom-plugin/returning-caller.ts')
    await project.write('plugin/returning-caller.ts', example?.code ?? '')
    await project.write('plugin/tsconfig.json', JSON.stringify({ compilerOptions: strict }))
    const check = () => inProject('npx', ['--no-install', 'tsc', '--project', 'plugin'])
    expect(await check()).toMatchObject({ exitCode: 0, stdout: '' })
    await project.write('plugin/wrong.ts', wrong)
    expect((await check()).stdout).toMatch(/^plugin\/wrong\.ts\(2,.*\): error TS\d+: .*greeting/m)
  })
})

const strict = { strict: true, module: 'nodenext', target: 'es2023', noEmit: true, skipLibCheck: false }

const wrong = `import { definePlugin } from '@preanswer/core'
export default definePlugin({ name: 'wrong', setup: (hooks) => hooks.contribute.tap(() => ({ greeting: 'Hello' })) })
`

function inProject(program: string, parameters: readonly string[]): Promise<Run> {
  return run(program, parameters, { cwd: project.path, env })
}
