import {
  createHost,
  definePlugin,
  type Entry,
  type Host,
  type HostConfig,
  type PluginDefinition,
  type PluginFactory,
  readPlugin,
  type TapTrace,
  versionMismatch,
} from '@preanswer/core'
import { refuseOutside } from '../outside.ts'
import { ring, type SimulatedCall, type SimulatedResult } from '../simulate.ts'
import { type Routes, startUpstream, type Upstream } from '../upstream.ts'
import { type TrialCall, trialCalls } from './calls.ts'
import { Leftovers } from './leftovers.ts'
import { hearOutput } from './output.ts'
import { Probe } from './probe.ts'
import { turns } from './turns.ts'

/** What an author tells about a plugin. */
export interface TrialSettings {
  /** The module of the plugin, TypeScript or JavaScript: a worker loads it. `new URL('./index.ts', import.meta.url)` */
  readonly module?: URL | string
  /** Valid options; a function where they hold the address of the upstream. A plugin that takes none needs none */
  readonly options?: object | ((upstream: Upstream) => object)
  /** What the plugin calls over HTTP, and how that answers */
  readonly upstream?: Routes
  /** Calls that concern the plugin, besides those that the suite rings anyway */
  readonly calls?: readonly SimulatedCall[]
  /** The rest of the host's config */
  readonly config?: Omit<HostConfig, 'plugins'>
  /** Folder that paths in options start from */
  readonly baseDir?: string
  /** Names in the options or in what the upstream says, which must not be logged */
  readonly personal?: readonly string[]
  /** ms that the set-up may take; 5,000 where absent */
  readonly setUpWithinMs?: number
}

/** A call as it was answered under trial. */
export interface Answered {
  readonly call: TrialCall
  readonly result: SimulatedResult
  /** What the taps of the plugin did */
  readonly taps: readonly TapEnd[]
}

/** How one tap ended. */
export type TapEnd = Omit<TapTrace, 'set' | 'lost'>

/** A plugin in a host of its own. */
export interface Trial {
  readonly probe: Probe
  ring(call: TrialCall): Promise<Answered>
  /** What the observers of an exchange did, once the host is closed */
  observers(exchange: string): readonly TapEnd[]
  close(): Promise<void>
}

/** A plugin under trial. */
export class Subject {
  readonly definition: PluginDefinition
  readonly settings: TrialSettings
  readonly upstream: Upstream
  readonly calls: readonly TrialCall[]
  readonly #leftovers = new Leftovers()
  readonly #strangers = new Set<string>()
  readonly #letOut = refuseOutside((host) => this.#strangers.add(host))
  #firstTrial: Promise<Trial> | undefined
  #session: Promise<Session> | undefined

  private constructor(definition: PluginDefinition, settings: TrialSettings, upstream: Upstream) {
    this.definition = definition
    this.settings = settings
    this.upstream = upstream
    this.calls = trialCalls(settings.calls ?? [])
  }

  /** @throws {Error} when this is no plugin, or one of another API version */
  static async open(plugin: PluginFactory, settings: TrialSettings): Promise<Subject> {
    const read = readPlugin(plugin)
    if (read === undefined) throw new Error('this is no plugin: give what `definePlugin` returned')
    const mismatch = versionMismatch(read.apiVersion)
    if (mismatch !== undefined) throw new Error(`${read.definition.name} ${mismatch.message}`)
    return new Subject(read.definition, settings, await startUpstream(settings.upstream))
  }

  get options(): unknown {
    const { options } = this.settings
    return typeof options === 'function' ? options(this.upstream) : options
  }

  /** The first time that the plugin is set up, with what it leaves behind. */
  firstTrial(): Promise<Trial> {
    this.#firstTrial ??= this.trial()
    return this.#firstTrial
  }

  /** All calls in all dialects, once and in the first trial: most checks look at what was done in them. */
  session(): Promise<Session> {
    this.#session ??= this.firstTrial().then((trial) => runSession(trial, this.calls))
    return this.#session
  }

  /** What was asked that nobody planned, and what was planned and not asked. */
  complaints(): string[] {
    const outside = [...this.#strangers].map((host) => `nobody planned a request to ${host}`)
    return [...this.upstream.complaints(), ...outside]
  }

  /** What a plugin has not given back when its host is closed. */
  leftovers(probe: Probe): Promise<string[]> {
    return this.#leftovers.of(probe, () => this.upstream.disconnect())
  }

  /** Sets the plugin up in a host, with these options or its own. */
  async trial(options: unknown = this.options, entry: Partial<Entry> = {}): Promise<Trial> {
    const probe = new Probe()
    const observers = new Map<string, readonly TapEnd[]>()
    const use = entry.use ?? probe.watch(this.definition)
    const subject = {
      budgetMs: patientBudgetMs,
      ...entry,
      use,
      name: subjectName,
      required: true,
      ...(options === undefined ? {} : { with: options }),
    }
    const host = await createHost(this.#config(subject), {
      log: silent,
      onExchange: ({ id, taps }) =>
        observers.set(id, taps.filter(({ hook }) => hook === 'observe').filter(isOfSubject)),
      importer: new URL('../import-module.js', import.meta.url).href,
      ...(this.settings.baseDir === undefined ? {} : { baseDir: this.settings.baseDir }),
    })
    return {
      probe,
      ring: (call) => answer(host, call),
      observers: (exchange) => observers.get(exchange) ?? [],
      close: () => host.close(),
    }
  }

  async close(): Promise<void> {
    this.#leftovers.stop()
    this.#letOut()
    // one that is still being set up is closed when that is over, and nobody waits for it
    this.#firstTrial?.then((trial) => trial.close()).catch(() => {})
    await this.upstream.close()
  }

  #config(entry: Entry): HostConfig {
    const needs = this.definition.needs ?? []
    const provider = definePlugin({ name: 'provider-of-needs', provides: needs, setup() {} })
    const plugins = needs.length === 0 ? [entry] : [provider(), entry]
    return {
      unsigned: true,
      breaker: false,
      language: 'en',
      timeZone: 'Europe/Amsterdam',
      assistant,
      ...this.settings.config,
      plugins,
    }
  }
}

/** What was answered, and what the plugin did. */
export interface Session {
  readonly answered: readonly Answered[]
  readonly probe: Probe
}

/**
 * Rings these calls one after the other, each in all dialects, and closes the host.
 *
 * @param around What the calls are made in
 */
export async function runSession(
  trial: Trial,
  calls: readonly TrialCall[],
  around: (run: () => Promise<void>) => Promise<void> = (run) => run(),
): Promise<Session> {
  const { probe } = trial
  const unhear = hearOutput(probe)
  const answered: Answered[] = []
  try {
    await around(async () => {
      for (const call of calls) {
        for (const dialect of dialects) answered.push(await trial.ring({ ...call, dialect }))
      }
    })
    // what was begun gets going
    await turns()
  } finally {
    await trial.close()
    unhear()
  }
  const whole = ({ taps, ...rest }: Answered) => ({
    ...rest,
    taps: [...taps, ...trial.observers(rest.result.trace.id)],
  })
  return { answered: answered.map(whole), probe }
}

/** ms for a tap on a machine that has more to do. */
const patientBudgetMs = { identify: 1_000, contribute: 1_000, screen: 250, review: 250 }

/** The name of the entry under trial. */
const subjectName = 'subject'

const dialects = ['snake', 'camel', 'legacy'] as const

/** A whole assistant, so that each block that a plugin touches can be sent. */
const assistant = {
  firstMessage: 'Hello, how can I help you?',
  llm: { provider: 'openai', model: 'gpt-5.4-mini', prompt: 'You answer the phone.' },
  stt: { provider: 'deepgram', model: 'nova-3', language: 'en' },
  tts: { provider: 'elevenlabs', voiceId: 'sarah' },
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }

async function answer(host: Host, call: TrialCall): Promise<Answered> {
  const result = await ring(host, call)
  return { call, result, taps: result.trace.taps.filter(isOfSubject) }
}

function isOfSubject({ entry }: TapEnd): boolean {
  return entry === subjectName
}
