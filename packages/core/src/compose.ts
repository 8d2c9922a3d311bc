import type { z } from 'zod'
import {
  analysisPlanPatch,
  type BlockName,
  blockNames,
  type Draft,
  type LlmPatch,
  llmPatch,
  maximumGreeting,
  maximumText,
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
  work.dropUnsendable()
  work.sendSavedTexts()
  return { draft: work.draft as Draft, provenance: work.provenance, dropped: work.dropped }
}

/** One composition under way. */
class Composition {
  readonly draft: Fields = {}
  readonly provenance = new Provenance()
  readonly dropped: Dropped[] = []
  readonly #layers: readonly Layer[]
  readonly #ground: Ground
  readonly #values: VariableValues
  readonly #base: Base
  readonly #snapshot: Snapshot

  constructor(layers: readonly Layer[], ground: Ground) {
    this.#layers = layers
    this.#ground = ground
    this.#values = Object.assign({}, ground.variables, ...layers.map(({ patch }) => patch.variables))
    const chosen = layers.findLast(({ patch }) => patch.assistantId !== undefined)?.patch.assistantId
    this.#base = ground.baseFor(ground.carriesAssistantId ? chosen : undefined)
    this.#snapshot = this.#base.snapshot ?? {}
    if (!this.#base.whole) return
    for (const key of Object.keys(this.#snapshot) as (keyof Snapshot)[]) {
      if (key !== 'assistantId') this.#set(key, this.#saved(key), this.#base.owner)
    }
  }

  layPatches(): void {
    for (const { owner, patch } of this.#layers) {
      for (const [key, value] of Object.entries(patch)) {
        if (value !== undefined) this.#lay(key, value, owner)
      }
    }
  }

  dropUnsendable(): void {
    for (const name of blockNames) {
      const block = this.draft[name] as Fields | null | undefined
      if (block === undefined || block === null) continue
      if (!isComplete(name, block)) this.#dropBlock(name, 'incomplete-block')
      else if (name !== 'metadata' && !blockSchemas[name].safeParse(block).success)
        this.#dropBlock(name, 'invalid-block')
    }
  }

  /** A saved greeting or prompt with one of our variables in it has to be sent: the platform does not fill it. */
  sendSavedTexts(): void {
    const hasOurs = (text: string | undefined) =>
      text !== undefined && renderVariables(text, this.#values, 'stay').filled
    const { firstMessage, llm } = this.#snapshot
    if (this.draft.firstMessage === undefined && firstMessage !== undefined && hasOurs(this.#speak(firstMessage))) {
      this.#set('firstMessage', this.#saved('firstMessage'), this.#base.owner)
    }
    const texts = [llm?.prompt, ...(llm?.messages ?? []).map(({ content }) => content)]
    if (llm === undefined || this.draft.llm !== undefined || !texts.some(hasOurs)) return
    if (isComplete('llm', llm)) this.#set('llm', this.#saved('llm'), this.#base.owner)
    else this.dropped.push({ path: 'llm', reason: 'incomplete-block' })
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
        this.#layGreeting(this.#speak(value), owner)
        return
      case 'maxDurationSeconds':
        this.#setSmallest(key, value as number, owner)
        return
      case 'variables':
      case 'native':
        mergeBlock(key, this.#fieldsOf(key), value as Fields, owner, this.provenance)
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

  #layGreeting(greeting: string, owner: Owner): void {
    const text = this.#fill(greeting, 'firstMessage', owner, maximumGreeting)
    if (text !== undefined) this.#set('firstMessage', text, owner)
  }

  #layBlock(name: BlockName, given: Fields, owner: Owner): void {
    const patch = name === 'llm' ? this.#fillLlm(given, owner) : given
    const isBegun = this.draft[name] !== undefined || this.#snapshot[name] !== undefined
    const block = this.#touch(name)
    const { over, conflicts } = mergeBlock(name, block, patch, owner, this.provenance, this.#ground.maximumKeyterms)
    for (const path of over) this.dropped.push({ path, reason: 'over-limit', entry: owner.entry })
    for (const { path, loser } of conflicts) this.dropped.push({ path, reason: 'schema-conflict', entry: loser.entry })
    // a patch that says nothing must not replace what is saved
    if (!isBegun && Object.keys(block).length === 0) delete this.draft[name]
  }

  /** The block as it is so far: begun with the snapshot's, which the platform would otherwise lose. */
  #touch(name: BlockName): Fields {
    if (this.draft[name] === undefined && this.#snapshot[name] !== undefined) {
      this.#set(name, this.#saved(name), this.#base.owner)
    }
    return this.#fieldsOf(name)
  }

  #fieldsOf(key: string): Fields {
    this.draft[key] ??= {}
    return this.draft[key] as Fields
  }

  /** A copy of what the snapshot has, with our variables filled; unknown ones may be somebody else's and stay. */
  #saved(key: keyof Snapshot): unknown {
    if (key === 'firstMessage') return this.#fillSaved(this.#speak(this.#snapshot[key]), maximumGreeting)
    const copied = copyPlain(this.#snapshot[key])
    if (key !== 'llm') return copied
    const llm = copied as LlmPatch
    return {
      ...llm,
      ...(llm.prompt === undefined ? {} : { prompt: this.#fillSaved(llm.prompt, maximumText) }),
      ...(llm.messages === undefined
        ? {}
        : {
            messages: llm.messages.map((message) => ({
              ...message,
              content: this.#fillSaved(message.content, maximumText),
            })),
          }),
    }
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

  /** The texts of a patch, filled; without those of which nothing is left. */
  #fillLlm(patch: LlmPatch, owner: Owner): Fields {
    const { prompt, messages, ...others } = patch
    const text = prompt === undefined ? undefined : this.#fill(prompt, 'llm.prompt', owner, maximumText)
    const filled = messages?.flatMap((message) => {
      const content = this.#fill(message.content, 'llm.messages', owner, maximumText)
      return content === undefined ? [] : [{ ...message, content }]
    })
    return {
      ...others,
      ...(text === undefined ? {} : { prompt: text }),
      ...(filled === undefined ? {} : { messages: filled }),
    }
  }

  /** A text of a patch, filled; `undefined` when nothing is left of it, or too much. */
  #fill(text: string, path: string, { entry }: Owner, maximum: number): string | undefined {
    const { text: filled, unknown } = renderVariables(text, this.#values, 'drop')
    if (unknown.length > 0) this.dropped.push({ path, reason: 'unknown-variable', entry })
    if (filled.trim() !== '' && filled.length <= maximum) return filled
    this.dropped.push({ path, reason: 'invalid-field', entry })
    return undefined
  }

  #fillSaved(text: string, maximum: number): string {
    const { text: filled } = renderVariables(text, this.#values, 'stay')
    return filled.trim() !== '' && filled.length <= maximum ? filled : text
  }

  #dropBlock(name: BlockName, reason: 'incomplete-block' | 'invalid-block'): void {
    const isSaved = this.#base.whole && this.#snapshot[name] !== undefined
    const entry = this.provenance.entriesUnder(name).at(-1)
    // nobody touched it: a whole assistant has no better one
    if (isSaved && entry === undefined) return
    this.dropped.push(entry === undefined ? { path: name, reason } : { path: name, reason, entry })
    this.provenance.forget(name)
    delete this.draft[name]
    // a whole assistant keeps its own block instead
    if (isSaved) this.#set(name, this.#saved(name), this.#base.owner)
  }
}

function isComplete(name: BlockName, block: object): boolean {
  return requiredKeys[name].every((key) => (block as Fields)[key] !== undefined)
}
