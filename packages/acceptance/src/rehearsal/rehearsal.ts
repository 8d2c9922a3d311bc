import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type RunOptions, run, start, until } from '../command.ts'
import { createFolder } from '../folder.ts'
import { pnpm } from '../pack.ts'
import { type Registry, startRegistry } from './registry.ts'
import { isMajor, raisesAfterMinor } from './versions.ts'

const twoPlugins = `
  - use: vip-model
    with: { tiers: { gold: { callers: ["+31612345678"], patch: { firstMessage: "Goedendag, mevrouw Jansen." } } } }
  - use: analysis-plan
    with: { template: appointment }
`

const theirPlugin = `
  - use: my-plugin
    with: { prefixes: ["+316"], greeting: Hello from my plugin. }
`

/** Releases everything to a registry of this machine, and does with it what operators and authors do. Exit 1 when it fails. */
const startedAt = performance.now()
const folder = await createFolder()
const registry = await startRegistry()
try {
  await rehearse(registry)
  say(`all of it`, startedAt)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
} finally {
  await registry.close()
  await folder.remove()
}

async function rehearse({ env }: Registry): Promise<void> {
  const host = join(folder.path, 'my-host')
  const plugin = join(folder.path, 'my-plugin')
  const inHost = { cwd: host, env: { ...env, PREANSWER_SECRET: 'development-rehearsal', PORT: undefined } }

  await step('a minor of the core makes a major of nothing', async () => {
    const raises = await raisesAfterMinor('@preanswer/core')
    const majors = raises.filter(isMajor).map(({ name, from, to }) => `${name} ${from} → ${to}`)
    if (majors.length > 0) throw new Error(majors.join('\n'))
    for (const name of ['@preanswer/core', 'preanswer', 'create-preanswer']) {
      if (!raises.some((raise) => raise.name === name)) throw new Error(`${name} is not released`)
    }
  })

  await step('every package is published', async () => {
    const published = await pnpm(['--recursive', 'publish', '--no-git-checks'], env)
    if (published.exitCode !== 0) throw new Error(`${published.stdout}${published.stderr}`)
  })

  await step('three commands lead to a first simulated call', async () => {
    await mustRun('npm', ['create', 'preanswer@latest', 'my-host', '--', '--template', 'host', '--yes'], {
      cwd: folder.path,
      env,
    })
    const { stdout } = await mustRun('npm', ['run', 'simulate'], inHost)
    expectText(stdout, '"first_message"')
  })

  await step('a clean project with four plugins answers a webhook', async () => {
    const more = ['@preanswer/plugin-vip-model', '@preanswer/plugin-analysis-plan']
    await mustRun('npm', ['install', ...more], inHost)
    await appendFile(join(host, 'preanswer.config.yaml'), twoPlugins)
    await answersWebhook(inHost, 'Goedendag, mevrouw Jansen.')
  })

  const authorStartedAt = performance.now()
  await step('npm create writes a plugin', () =>
    mustRun('npm', ['create', 'preanswer@latest', 'my-plugin', '--', '--template', 'plugin', '--yes'], {
      cwd: folder.path,
      env,
    }),
  )
  for (const script of ['lint', 'test', 'build', 'verify']) {
    await step(`npm run ${script} of the plugin`, () => mustRun('npm', ['run', script], { cwd: plugin, env }))
  }
  say('from the empty folder to a plugin that is verified', authorStartedAt)

  await step('the plugin is published, and its first version is 0.1.0', async () => {
    await mustRun('npx', ['--no-install', 'changeset', 'version'], { cwd: plugin, env })
    await mustRun('npm', ['publish'], { cwd: plugin, env })
    const { version }: { version: string } = JSON.parse(await readFile(join(plugin, 'package.json'), 'utf8'))
    expectText(version, '0.1.0')
  })

  await step('the host finds the plugin by its name', async () => {
    await mustRun('npm', ['install', 'preanswer-plugin-my-plugin'], inHost)
    await appendFile(join(host, 'preanswer.config.yaml'), theirPlugin)
    await answersWebhook(inHost, 'Hello from my plugin.')
  })
}

/** Starts the host, sends it a signed call, and stops it. */
async function answersWebhook(options: RunOptions & { readonly cwd: string }, greeting: string): Promise<void> {
  const bin = join(options.cwd, 'node_modules/preanswer/bin/preanswer.js')
  const host = start([bin, 'start', '--port', '0'], options)
  try {
    const url = await until(host, () => /listening on (http:[^"]+)/.exec(host.output.stdout)?.[1])
    const call = ['--from', '+31612345678', '--to', '+31201234567']
    const { stdout } = await mustRun(process.execPath, [bin, 'send', url, ...call], options)
    expectText(stdout, greeting)
  } finally {
    await host.stop()
  }
}

async function mustRun(program: string, parameters: readonly string[], options: RunOptions) {
  const ended = await run(program, parameters, options)
  if (ended.exitCode === 0) return ended
  throw new Error(`${[program, ...parameters].join(' ')} exits ${ended.exitCode}\n${ended.stdout}${ended.stderr}`)
}

function expectText(text: string, expected: string): void {
  if (!text.includes(expected)) throw new Error(`${expected} is not in:\n${text}`)
}

async function step(claim: string, work: () => Promise<unknown>): Promise<void> {
  const begunAt = performance.now()
  await work().catch((error: unknown) => {
    throw new Error(`NOT SO: ${claim}\n${error instanceof Error ? error.message : String(error)}`)
  })
  say(claim, begunAt)
}

function say(claim: string, since: number): void {
  process.stdout.write(`${((performance.now() - since) / 1_000).toFixed(1).padStart(6)} s  ${claim}\n`)
}
