import { describe, expect, it } from 'vitest'
import { type Import, importsOf } from './imports.ts'
import { filesIn, readText, workspacePackages } from './workspace.ts'

/** The files of the core in the order in which they are read: each imports only what stands before it. */
const readingOrder = words(`
  errors plain memory log wire/words plain-words validate secret draft call deadline language speech-text variables hook-table breaker
  trace event plugin api-version check-options outage
  isolate/messages isolate/settled isolate/running-job isolate/worker-context isolate/tap-server isolate/load-plugin
  isolate/worker isolate/thread isolate/restarts isolate/watch isolate/job isolate/pool isolate/plugin-file isolate/isolate
  config entries check-lines check-config directory detail webhook receive provenance merge compose exchange holds
  tap-context tap-run tap hooks
  wire/verify wire/diagnose wire/names wire/dialect wire/fields wire/blocks wire/tools wire/llm wire/modern-request wire/modern
  wire/camel wire/snake wire/legacy wire/detect wire/import
  bundle line plan difference override detached setup recovery health findings run-lines forward respond records answer in-flight
  generation koa host index
`)

/** Types that look ahead: an exchange keeps the runs of its taps, and a run has its context. */
const lookingAhead = ['exchange → tap-run', 'tap-context → tap-run']

/** Where each dependency of the core lives. zod stands wherever data enters. */
const homes: Readonly<Record<string, readonly string[]>> = {
  '@koa/router': ['koa'],
  '@standard-schema/spec': ['plugin', 'validate'],
  'fastest-levenshtein': ['validate'],
  koa: ['host', 'koa'],
  'koa-bodyparser': ['koa'],
  'lru-cache': ['answer', 'memory'],
  'p-retry': ['forward', 'recovery'],
  'p-timeout': ['check-options', 'isolate/thread', 'setup', 'tap'],
  tapable: ['hooks'],
}

/** Of them, what is no business of the core alone: a plugin may use it for its own work. */
const general = words('lru-cache p-timeout')

/** All that a dialect needs to know of the rest. */
const knownToTheWire = words('call draft errors event plain trace validate')

/** Words of the platform that are none of ours. */
const platformWords = words(`
  llm_config stt_config tts_config speech_config analysis_plan transcriber first_message max_duration_seconds voice_id
  assistant_id assistant_override phone_number phoneNumber structured_data_plan structuredDataPlan
  minMessagesThreshold min_messages_threshold inbound_phone_call inboundPhoneCall tool_call_list toolCallList
  tool_call_id toolCallId duration_seconds recording_url end_reason started_at ended_at eventType fromCaller
  toAssistant tasksInitiated taskId callSession userMetadata summaryText
`)

/** The hint of a refusal tells a sender what to send. */
const quoted = ['errors: eventType']

const core = 'packages/core/src'
const coreFiles = sourcesOf(core).map(nameInCore)
const coreImports = sourcesOf(core).flatMap(importsOf)
const packages = workspacePackages()
const plugins = packages.filter(({ folder }) => folder.startsWith('plugins/'))

describe('the core', () => {
  it('is read in one order, and every file has its place in it', () => {
    expect([...coreFiles].sort()).toEqual([...readingOrder].sort())
  })

  it('imports in that order only', () => {
    const position = (file: string) => readingOrder.indexOf(nameInCore(file))
    const forward = coreImports.filter(({ file, isFile, target }) => isFile && position(target) >= position(file))
    expect(forward.filter(({ isTypeOnly }) => !isTypeOnly).map(arrow)).toEqual([])
    expect(forward.filter(({ isTypeOnly }) => isTypeOnly).map(arrow)).toEqual(lookingAhead)
  })

  it('has one home for each dependency', () => {
    const found = coreImports.filter(({ isFile, target }) => !isFile && !target.startsWith('node:') && target !== 'zod')
    const files = (name: string) => found.filter(({ target }) => target === name).map(({ file }) => nameInCore(file))
    expect(Object.fromEntries(found.map(({ target }) => [target, files(target)]))).toEqual(homes)
  })

  it('makes HMACs in wire/verify only', () => {
    const makers = sourcesOf(core).filter((file) => readText(file).includes('createHmac('))
    expect(makers.map(nameInCore)).toEqual(['wire/verify'])
  })

  it('has a wire that knows no hooks', () => {
    const imports = coreImports.filter(({ file, isFile }) => isFile && isWire(file))
    const outside = imports.map(({ target }) => nameInCore(target)).filter((name) => !name.startsWith('wire/'))
    expect([...new Set(outside)].sort()).toEqual(knownToTheWire)
  })

  it('speaks the words of the platform in the wire only', () => {
    const found = sourcesOf(core)
      .filter((file) => !isWire(file))
      .flatMap((file) => wordsIn(file).map((word) => `${nameInCore(file)}: ${word}`))
    expect(found).toEqual(quoted)
  })
})

describe('a plugin', () => {
  it('imports the core, zod, Node and what it needs for its own work', () => {
    expect(plugins.map(({ dependencies }) => dependencies)).toEqual(
      plugins.map(() => expect.arrayContaining(['@preanswer/core', 'zod'])),
    )
    const isForeign = (name: string) =>
      name.includes('plugin-') || (Object.hasOwn(homes, name) && !general.includes(name))
    expect(plugins.flatMap(({ dependencies }) => dependencies.filter(isForeign))).toEqual([])
  })
})

describe('a package', () => {
  it('imports no file of another one', () => {
    const foreign = packages.flatMap(({ folder }) =>
      codeOf(folder)
        .flatMap(importsOf)
        .filter(({ isFile, target }) => isFile && !target.startsWith(`${folder}/`)),
    )
    expect(foreign.map(arrow)).toEqual([])
  })

  it('declares what it imports, and for its tests what they import besides', () => {
    const undeclared = packages.flatMap(({ folder, dependencies, devDependencies }) =>
      codeOf(folder)
        .flatMap(importsOf)
        .filter(({ file, isFile, target }) => {
          if (isFile || target.startsWith('node:') || dependencies.includes(target)) return false
          const isAtHand = isTest(file) || isBundled(file)
          return !isAtHand || ![...devDependencies, 'vitest'].includes(target)
        }),
    )
    expect(undeclared.map(arrow)).toEqual([])
  })

  it('does not depend on an example', () => {
    const declared = packages.flatMap(({ dependencies, devDependencies }) => [...dependencies, ...devDependencies])
    const examples = packages.filter(({ folder }) => folder.startsWith('examples/')).map(({ name }) => name)
    expect(declared.filter((name) => examples.includes(name))).toEqual([])
  })
})

function sourcesOf(folder: string): string[] {
  return codeOf(folder).filter((file) => !isTest(file))
}

function codeOf(folder: string): string[] {
  return [...filesIn(folder, '.ts'), ...filesIn(folder, '.js')]
}

function isTest(file: string): boolean {
  return /\.test\.ts$|\/test\//.test(file)
}

/** What Vite makes a page of, and what has it do so: none of it is published as it is. */
function isBundled(file: string): boolean {
  return file.startsWith('packages/inspector/ui/')
}

function nameInCore(file: string): string {
  return file.slice(core.length + 1).replace(/\.ts$/, '')
}

function isWire(file: string): boolean {
  return file.startsWith(`${core}/wire/`)
}

function wordsIn(file: string): string[] {
  const text = readText(file)
  return platformWords.filter((word) => new RegExp(`\\b${word}\\b`).test(text))
}

function arrow({ file, isFile, target }: Import): string {
  const [one, other] = isFile && file.startsWith(core) ? [nameInCore(file), nameInCore(target)] : [file, target]
  return `${one} → ${other}`
}

function words(text: string): string[] {
  return text.trim().split(/\s+/)
}
