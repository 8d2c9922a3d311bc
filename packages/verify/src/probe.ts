// Runs in a process of its own, copied into the clean folder: the core that it imports is the one beside the plugin there.
import { Socket } from 'node:net'
import * as core from '@preanswer/core'
import type { FromProbe, Trial } from './trial.ts'

process.once('message', (trial: Trial) => {
  void answerTrial(trial).finally(() => process.disconnect())
})

async function answerTrial({ name, examples, baseDir }: Trial): Promise<void> {
  const module: unknown = await import(name).catch((error: unknown) => {
    tell({ loadError: describe(error) })
  })
  if (module === undefined) return
  const plugins = core.findPlugins(module)
  const [plugin] = plugins.keys()
  const read = core.readPlugin(plugin)
  tell({ plugins: [...plugins.values()], apiVersion: read?.apiVersion, coreApiVersion: core.pluginApiVersion })
  if (plugin === undefined || plugins.size > 1 || read?.apiVersion !== core.pluginApiVersion) return
  const { definition } = read
  tell(describeOptions(definition.options))
  for (const [index, example] of examples.entries()) {
    const issues = await issuesWith(definition.options, example.with)
    if (issues !== undefined) tell({ refusedExample: { index, issues } })
  }
  withoutNetwork()
  tell(await call(plugin, definition.needs ?? [], examples[0], baseDir))
}

function tell(result: FromProbe): void {
  process.send?.(result)
}

function describeOptions(schema: core.PluginDefinition['options']): FromProbe {
  if (schema === undefined) return { options: [] }
  try {
    return { options: propertiesOf(jsonSchemaOf(schema)) }
  } catch (error) {
    return { schemaError: describe(error) }
  }
}

function jsonSchemaOf(schema: object): unknown {
  const standard = (schema as { '~standard'?: { jsonSchema?: { input(options: object): unknown } } })['~standard']
  if (standard?.jsonSchema === undefined) throw new Error('the schema has no `~standard.jsonSchema`')
  return standard.jsonSchema.input({ target: 'draft-2020-12', libraryOptions: { unrepresentable: 'any' } })
}

/** The names of the options, also where the schema gives several shapes of them. */
function propertiesOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { properties = {}, anyOf = [], oneOf = [], allOf = [] } = schema as Record<string, object | undefined>
  const shapes = [anyOf, oneOf, allOf].flatMap((list) => (Array.isArray(list) ? list : []))
  return [...new Set([...Object.keys(properties), ...shapes.flatMap(propertiesOf)])]
}

async function issuesWith(schema: core.PluginDefinition['options'], options: unknown): Promise<string | undefined> {
  if (schema === undefined) return options === undefined ? undefined : 'the plugin takes no options'
  const result = await schema['~standard'].validate(options ?? {})
  return result.issues === undefined ? undefined : core.formatIssues(core.issuesOf(result.issues, schema))
}

async function call(
  plugin: core.PluginFactory,
  needs: readonly string[],
  example: Trial['examples'][number] | undefined,
  baseDir: string,
): Promise<FromProbe> {
  const provider = core.definePlugin({ name: 'facts-of-the-trial', provides: needs, setup() {} })
  const entry = example?.with === undefined ? { use: plugin } : { use: plugin, with: example.with }
  const config = { timeZone: 'UTC', ...example?.config, unsigned: true, plugins: [entry, provider()] }
  try {
    const host = await core.createHost(config, { baseDir, log: silent })
    const outcomes = [await answer(host, '+31612345678'), await answer(host, 'anonymous')]
    await host.close()
    return { answer: outcomes.find((outcome) => outcome !== undefined) ?? 'ok' }
  } catch (error) {
    return {
      answer: core.isPreanswerError(error) ? `${error.message} ${core.formatIssues(error.issues)}` : describe(error),
    }
  }
}

/** Sends one call to a host. Gives what is wrong about the answer; `undefined` where nothing is. */
async function answer(host: core.Host, caller: string): Promise<string | undefined> {
  const message = { type: 'assistant-request', customer: { number: caller }, phone_number: { number: '+31201234567' } }
  const headers = { 'content-type': 'application/json' }
  const { status, trace } = await host.answer({ headers, body: JSON.stringify({ message }), trusted: true })
  if (status !== 200) return `the host answered with status ${status}`
  const invalid = trace?.taps.find(({ outcome }) => outcome === 'invalid')
  return invalid && `its tap of ${invalid.hook} returned something that cannot be taken`
}

/** Whatever example a README shows, nobody's server is asked; the plugin meets an outage, as it may any day. */
function withoutNetwork(): void {
  Socket.prototype.connect = function connect(this: Socket) {
    return this.destroy(Object.assign(new Error('a trial call has no network'), { code: 'ENETUNREACH' }))
  }
}

function describe(error: unknown): string {
  return error instanceof Error
    ? `${error.name}: ${error.message.split('\n', 1)[0]}`.slice(0, 500)
    : 'it threw no error'
}

const silent: core.Logger = { debug() {}, info() {}, warn() {}, error() {} }
