import type { z } from 'zod'
import {
  analysisPlanPatch,
  type BlockName,
  blockNames,
  type Draft,
  llmPatch,
  type Message,
  type patchSchema,
  requiredKeys,
  type Snapshot,
  speechPatch,
  sttPatch,
  ttsPatch,
} from './draft.ts'
import { type SpokenText, speak } from './language.ts'
import { type Fields, mergeBlock } from './merge.ts'
import { copyPlain } from './plain.ts'
import { type Owner, Provenance } from './provenance.ts'
import type { Dropped } from './trace.ts'
import { renderVariables, type VariableValues } from './variables.ts'

/** A patch that was checked, and the tap that handed it in. */
export interface Layer {
  readonly owner: Owner
  readonly patch: z.output<typeof patchSchema>
}

/** The saved assistant that layers are laid upon. */
export interface Base {
  readonly snapshot: Snapshot | undefined
  readonly owner: Owner
  /** Whether the response holds all of it, or only what the layers touch */
  readonly whole: boolean
}

/** What a composition needs to know of the line, the dialect and the call. */
export interface Ground {
  /** @param assistantId The saved assistant that a layer chose */
  baseFor(assistantId: string | undefined): Base
  /** Whether the dialect can name a saved assistant */
  readonly carriesAssistantId: boolean
  readonly maximumKeyterms: number
  /** Best first */
  readonly languages: readonly (string | undefined)[]
  readonly variables: VariableValues
}

export interface Composed {
  readonly draft: Draft
  readonly provenance: Provenance
  readonly dropped: readonly Dropped[]
}

const blockSchemas = {
  llm: llmPatch,
  stt: sttPatch,
  tts: ttsPatch,
  analysisPlan: analysisPlanPatch,
  speech: speechPatch,
}

/**
 * Lays patches, in config order, upon what the platform has saved. Pure: the same layers give the same draft, so the
 * draft is composed anew whenever a layer is added.
 */
export function composeDraft(layers: readonly Layer[], ground: Ground): Composed {
  const work = new Composition(layers, ground)
  work.layPatches()
  work.fillVariables()
  work.dropUnsendable()
  return { draft: work.draft as Draft, provenance: work.provenance, dropped: work.dropped }
}

/** One composition under way. */
class Composition {
  readonly draft: Fields = {}
  readonly provenance = new Provenance()
  readonly dropped: Dropped[] = []
  readonly #layers: readonly Layer[]
  readonly #ground: Ground
  readonly #base: Base
  readonly #snapshot: Fields

  constructor(layers: readonly Layer[], ground: Ground) {
    this.#layers = layers
    this.#ground = ground
    const chosen = layers.findLast(({ patch }) => patch.assistantId !== undefined)?.patch.assistantId
    this.#base = ground.baseFor(ground.carriesAssistantId ? chosen : undefined)
    this.#snapshot = this.#base.snapshot ?? {}
    if (!this.#base.whole) return
    for (const [key, value] of Object.entries(this.#snapshot)) {
      if (key === 'assistantId') continue
      this.#set(key, key === 'firstMessage' ? this.#speak(value) : copyPlain(value), this.#base.owner)
    }
  }

  layPatches(): void {
    for (const { owner, patch } of this.#layers) {
      for (const [key, value] of Object.entries(patch)) {
        if (value !== undefined) this.#lay(key, value, owner)
      }
    }
  }

  fillVariables(): void {
    const values = { ...this.#ground.variables, ...(this.draft.variables as VariableValues | undefined) }
    this.#touchTextsWithVariables(values)
    if (typeof this.draft.firstMessage === 'string') {
      const text = this.#render(this.draft.firstMessage, 'firstMessage', values)
      if (text === '') this.#drop('firstMessage', 'invalid-field')
      else this.draft.firstMessage = text
    }
    const llm = this.draft.llm as { prompt?: string; messages?: Message[] } | undefined
    if (llm?.prompt !== undefined) llm.prompt = this.#render(llm.prompt, 'llm.prompt', values)
    // new objects: the layers' own are read again when a later layer is added
    if (llm?.messages !== undefined) {
      llm.messages = llm.messages.map((message, index) => ({
        ...message,
        content: this.#render(message.content, `llm.messages[${index}]`, values),
      }))
    }
  }

  dropUnsendable(): void {
    for (const name of blockNames) {
      const block = this.draft[name] as Fields | null | undefined
      if (block === undefined || block === null) continue
      const missing = requiredKeys[name].some((key) => block[key] === undefined)
      if (missing) this.#dropBlock(name, 'incomplete-block')
      else if (name !== 'metadata' && !blockSchemas[name].safeParse(block).success)
        this.#dropBlock(name, 'invalid-block')
    }
  }

  #lay(key: string, value: unknown, owner: Owner): void {
    switch (key) {
      case 'assistantId':
        if (!this.#ground.carriesAssistantId) {
          this.dropped.push({ path: key, reason: 'not-in-dialect', entry: owner.entry })
          return
        }
        break
      case 'firstMessage':
        this.#set(key, this.#speak(value), owner)
        return
      case 'maxDurationSeconds':
        this.#setSmallest(key, value as number, owner)
        return
      case 'variables':
      case 'native':
        mergeBlock(key, this.#fieldsOf(key, {}), value as Fields, owner, this.provenance)
        return
      case 'tts':
        if (this.#snapshot.tts === null) {
          this.dropped.push({ path: key, reason: 'realtime-assistant', entry: owner.entry })
          return
        }
    }
    if ((blockNames as readonly string[]).includes(key)) this.#layBlock(key as BlockName, value as Fields, owner)
    else this.#set(key, value, owner)
  }

  #layBlock(name: BlockName, patch: Fields, owner: Owner): void {
    const block = this.#touch(name)
    const { over, conflicts } = mergeBlock(name, block, patch, owner, this.provenance, this.#ground.maximumKeyterms)
    for (const path of over) this.dropped.push({ path, reason: 'over-limit', entry: owner.entry })
    for (const { path, loser } of conflicts) this.dropped.push({ path, reason: 'schema-conflict', entry: loser.entry })
  }

  /** The block as it is so far: begun with the snapshot's, which the platform would otherwise lose. */
  #touch(name: string): Fields {
    if (this.draft[name] === undefined && this.#snapshot[name] !== undefined) {
      this.provenance.own(name, this.#base.owner)
    }
    return this.#fieldsOf(name, this.#snapshot[name] ?? {})
  }

  #fieldsOf(key: string, initial: unknown): Fields {
    if (this.draft[key] === undefined) this.draft[key] = copyPlain(initial)
    return this.draft[key] as Fields
  }

  #set(path: string, value: unknown, owner: Owner): void {
    this.draft[path] = value
    this.provenance.own(path, owner)
  }

  #setSmallest(path: string, value: number, owner: Owner): void {
    const current = this.provenance.ownerOf(path)
    const isPatched = current !== undefined && current !== this.#base.owner
    if (isPatched && (this.draft[path] as number) <= value) this.provenance.lose(path, owner, current)
    else this.#set(path, value, owner)
  }

  #speak(text: unknown): string {
    return speak(text as SpokenText, this.#ground.languages)
  }

  /** A saved greeting or prompt with one of our variables in it has to be sent: the platform does not fill it. */
  #touchTextsWithVariables(values: VariableValues): void {
    const hasOurs = (text: unknown) => typeof text === 'string' && renderVariables(text, values, 'stay').filled
    const { firstMessage, llm } = this.#snapshot as Snapshot
    if (this.draft.firstMessage === undefined && firstMessage !== undefined && hasOurs(this.#speak(firstMessage))) {
      this.#set('firstMessage', this.#speak(firstMessage), this.#base.owner)
    }
    const texts = [llm?.prompt, ...(llm?.messages ?? []).map((message) => message.content)]
    if (this.draft.llm === undefined && texts.some(hasOurs)) this.#touch('llm')
  }

  #render(text: string, path: string, values: VariableValues): string {
    const owner = this.provenance.ownerOf(path)
    const isSaved = owner === undefined || owner === this.#base.owner
    const rendered = renderVariables(text, values, isSaved ? 'stay' : 'drop')
    if (!isSaved && rendered.unknown.length > 0) {
      this.dropped.push({ path, reason: 'unknown-variable', entry: owner.entry })
    }
    return rendered.text
  }

  #dropBlock(name: BlockName, reason: 'incomplete-block' | 'invalid-block'): void {
    this.#drop(name, reason)
    // a whole assistant keeps its own block instead
    if (!this.#base.whole || this.#snapshot[name] === undefined) return
    this.#set(name, copyPlain(this.#snapshot[name]), this.#base.owner)
  }

  #drop(path: string, reason: Dropped['reason']): void {
    const entry = this.provenance.entriesUnder(path).at(-1)
    this.dropped.push(entry === undefined ? { path, reason } : { path, reason, entry })
    this.provenance.forget(path)
    delete this.draft[path]
  }
}
