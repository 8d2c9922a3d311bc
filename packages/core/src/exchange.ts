import { randomUUID } from 'node:crypto'
import type { Call, Customer, Facts, Line } from './call.ts'
import { type Composed, composeDraft, type Ground, type Layer } from './compose.ts'
import type { Deadline } from './deadline.ts'
import type { ExchangeDetail, HandedIn } from './detail.ts'
import type { Draft, Snapshot } from './draft.ts'
import type { WebhookEvent } from './event.ts'
import { settleLanguage } from './language.ts'
import { maskNumbers } from './log.ts'
import { identityOf } from './memory.ts'
import { copyPlain, deepFreeze } from './plain.ts'
import { isSameOwner, type Owner } from './provenance.ts'
import type { TapRun } from './tap-run.ts'
import type { Dropped, ResponseKind, TapTrace, Trace } from './trace.ts'
import type { Rehearsal, Webhook } from './webhook.ts'

/** What an exchange needs to know of its line. */
export interface ExchangeSetting {
  readonly line: Line
  readonly assistant: Snapshot
  readonly dialect: string
  readonly deadline: Deadline
  /** What patches are laid upon, once the language is settled */
  ground(facts: Facts, hasPatches: boolean): Ground
  /** Fills the host's variables in a text that is spoken */
  renderSpoken(text: string): string
}

/** What came in. */
export interface ExchangeRequest extends Pick<Webhook, 'headers' | 'rehearsal'> {
  readonly body: Uint8Array
}

/** What was sent in the end. */
export interface Outcomes {
  readonly kind: ResponseKind
  readonly owners: readonly (readonly [string, Owner])[]
  readonly dropped: readonly Dropped[]
}

/** One webhook and its response: all that changes while a call is answered. */
export class Exchange {
  readonly id = randomUUID()
  readonly event: WebhookEvent
  readonly call: Call
  readonly setting: ExchangeSetting
  readonly startedAt: number
  readonly request: ExchangeRequest
  readonly runs: TapRun[] = []
  facts: Facts
  rejection: { readonly text: string; readonly reason?: string; readonly owner: Owner } | undefined
  /** The body of the response, JSON */
  response = ''
  readonly #known: { owner: Owner; facts: Facts }[] = []
  readonly #facts: { owner: Owner; facts: Facts }[] = []
  readonly #factOwners = new Map<string, Owner>()
  // by place among the taps of their hook: whoever was faster does not matter
  readonly #contributed: Layer[] = []
  readonly #reviewed: Layer[] = []
  #composed: Composed | undefined
  #response: (Outcomes & { durationMs: number; remainingMs: number }) | undefined

  constructor(event: WebhookEvent, setting: ExchangeSetting, startedAt: number, request: ExchangeRequest) {
    this.event = deepFreeze(event)
    this.call = event.call
    this.setting = setting
    this.startedAt = startedAt
    this.request = request
    this.facts = {}
    if (setting.line.timeZone !== undefined) this.know({ timeZone: setting.line.timeZone }, hostOwner)
    if (request.rehearsal !== undefined) this.#knowGiven(request.rehearsal)
  }

  get isRehearsal(): boolean {
    return this.request.rehearsal !== undefined
  }

  /** Facts that stand before `identify`: the line's and the app's. */
  know(facts: Facts, owner: Owner): void {
    this.#known.push({ owner, facts })
    this.facts = deepFreeze({ ...this.facts, ...facts })
  }

  holdFacts(run: TapRun, facts: Facts): void {
    this.#facts[run.order] = { owner: run.owner, facts }
  }

  /** Merges what `identify` found, in config order, and settles the language. */
  settleFacts(): void {
    const merged: Record<string, unknown> = {}
    // the array has holes where taps said nothing
    for (const { owner, facts } of [...this.#known, ...Object.values(this.#facts)]) {
      for (const [key, value] of Object.entries(facts)) {
        if (key === 'customer')
          merged.customer = this.#mergeCustomer(merged.customer as Customer | undefined, value, owner)
        else {
          merged[key] = value
          this.#factOwners.set(key, owner)
        }
      }
    }
    const language = settleLanguage(merged, this.setting.line)
    if (language !== undefined && language !== merged.language) this.#factOwners.set('language', hostOwner)
    this.facts = deepFreeze(language === undefined ? merged : { ...merged, language })
  }

  holdPatch(run: TapRun, patch: Layer['patch']): void {
    const layers = run.hook === 'review' ? this.#reviewed : this.#contributed
    layers[run.order] = { owner: run.owner, patch }
    this.#composed = undefined
  }

  /** The draft so far; what is still on its way is not in it. */
  compose(): Composed {
    this.#composed ??= composeDraft(this.#layers(), this.setting.ground(this.facts, this.hasPatches))
    return this.#composed
  }

  /** Takes a draft that was composed before of the same layers, in place of composing it again. */
  adopt(composed: Composed): void {
    this.#composed = composed
  }

  /**
   * What the draft is made of, in short: the same outputs of the same taps in the same language give the same key.
   *
   * @returns `undefined` when a layer is new: nobody has asked for this draft before
   */
  layersKey(): string | undefined {
    let key = this.facts.language ?? ''
    for (const { owner, patch } of this.#layers()) {
      const identity = identityOf(patch)
      if (identity === undefined) return undefined
      key += ` ${owner.run}:${owner.entry}:${identity}`
    }
    return key
  }

  /** Whether `contribute` had anything to say. What `review` adds goes upon the draft that it saw, a fallback too */
  get hasPatches(): boolean {
    return Object.keys(this.#contributed).length > 0
  }

  remainingMs(): number {
    return this.setting.deadline.remainingMs()
  }

  /** Fixes what goes into the trace: from now on nothing counts. */
  end(outcomes: Outcomes): void {
    this.#response = {
      ...outcomes,
      durationMs: round(performance.now() - this.startedAt),
      remainingMs: round(this.remainingMs()),
    }
  }

  get kind(): ResponseKind {
    return this.#response?.kind ?? 'default'
  }

  get durationMs(): number {
    return this.#response?.durationMs ?? round(performance.now() - this.startedAt)
  }

  /** The values, for those who may have them; `trace` has none. */
  detail(): ExchangeDetail {
    const { caller, dialedNumber, receivedAt } = this.call
    const { headers, body } = this.request
    return {
      ...(caller === undefined ? {} : { caller }),
      ...(dialedNumber === undefined ? {} : { dialedNumber }),
      receivedAt,
      request: { headers, body: Buffer.from(body).toString() },
      facts: this.facts,
      draft: this.event.name === 'assistant-request' ? this.compose().draft : {},
      ...(this.rejection === undefined ? {} : { rejection: this.rejection.text }),
      response: this.response,
      patches: this.#handedIn(),
    }
  }

  /** How the draft came about: before the first patch, then after each of them. */
  drafts(): Draft[] {
    if (this.event.name !== 'assistant-request') return []
    const layers = this.#layers()
    const ground = this.setting.ground(this.facts, this.hasPatches)
    return [[], ...layers].map((_layer, count) => composeDraft(layers.slice(0, count), ground).draft)
  }

  trace(): Trace {
    const { line, dialect, deadline } = this.setting
    const response = this.#response ?? { kind: 'default', owners: [], dropped: [], durationMs: 0, remainingMs: 0 }
    const overrides = this.#composed?.provenance.overrides ?? []
    return {
      id: this.id,
      event: this.event.name,
      dialect,
      line: line.name,
      receivedAt: this.call.receivedAt,
      deadline: { limitMs: deadline.limitMs, marginMs: deadline.marginMs, remainingMs: response.remainingMs },
      durationMs: response.durationMs,
      facts: Object.fromEntries([...this.#factOwners].map(([path, { entry }]) => [maskNumbers(path), entry])),
      taps: this.runs.map((run) => this.#traceRun(run, response.owners)),
      response: {
        kind: response.kind,
        owners: Object.fromEntries(response.owners.map(([path, { entry }]) => [path, entry])),
        overridden: overrides.map(({ path, loser, winner }) => ({ path, entry: loser.entry, by: winner.entry })),
        dropped: response.dropped,
        ...(this.rejection === undefined ? {} : { rejectedBy: this.rejection.owner.entry }),
        ...(this.rejection?.reason === undefined ? {} : { reason: this.rejection.reason }),
      },
    }
  }

  #handedIn(): HandedIn[] {
    const by = ({ entry, run }: Owner) => (run === undefined ? { entry } : { entry, run })
    const facts = [...this.#known, ...Object.values(this.#facts)]
    const { rejection } = this
    return [
      ...facts.map(({ owner, facts }) => ({ ...by(owner), hook: 'identify' as const, facts })),
      ...Object.values(this.#contributed).map(({ owner, patch }) => ({
        ...by(owner),
        hook: 'contribute' as const,
        patch,
      })),
      ...Object.values(this.#reviewed).map(({ owner, patch }) => ({ ...by(owner), hook: 'review' as const, patch })),
      ...this.runs
        .filter(({ owner }) => owner === rejection?.owner)
        .map(({ owner, hook }) => ({ ...by(owner), hook, rejection: rejection?.text ?? '' })),
    ]
  }

  /** The facts of a rehearsal, each as its entry would have found it. */
  #knowGiven({ facts = {}, owners = {} }: Rehearsal): void {
    const copied = copyPlain(facts) as Facts
    const give = (path: string, given: Facts) => {
      const entry = owners[path] ?? 'rehearsal'
      if (entry !== hostOwner.entry) this.know(given, { entry })
    }
    for (const [key, value] of Object.entries(copied)) {
      if (key !== 'customer') give(key, { [key]: value })
      else for (const [field, part] of Object.entries(value)) give(`customer.${field}`, { customer: { [field]: part } })
    }
  }

  #layers(): Layer[] {
    // the arrays have holes where taps said nothing
    return [...Object.values(this.#contributed), ...Object.values(this.#reviewed)]
  }

  #mergeCustomer(customer: Customer | undefined, value: unknown, owner: Owner): Customer {
    for (const key of Object.keys(value as Customer)) this.#factOwners.set(`customer.${key}`, owner)
    return { ...customer, ...(value as Customer) }
  }

  #traceRun(run: TapRun, owners: Outcomes['owners']): TapTrace {
    const owned = run.hook === 'identify' ? [...this.#factOwners] : owners
    const overrides = this.#composed?.provenance.overrides ?? []
    return {
      ...run.trace(this.startedAt),
      set: owned.filter(([, owner]) => isSameOwner(owner, run.owner)).map(([path]) => maskNumbers(path)),
      lost: overrides
        .filter(({ loser }) => isSameOwner(loser, run.owner))
        .map(({ path, winner }) => ({ path, to: winner.entry })),
    }
  }
}

/** The owner of what neither a plugin nor a snapshot set. */
export const hostOwner: Owner = { entry: 'host' }

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
