import { type Base, composeDraft, type Ground, type Layer } from '../src/compose.ts'
import type { Patch, Snapshot } from '../src/draft.ts'
import { patchSchema, snapshotSchema } from '../src/draft.ts'
import { deepFreeze } from '../src/plain.ts'

/** What patches are laid upon. */
export interface Given {
  readonly snapshot?: Snapshot
  /** Whether the platform has nothing of its own */
  readonly whole?: boolean
  readonly assistants?: Readonly<Record<string, Snapshot>>
  readonly languages?: Ground['languages']
  readonly variables?: Ground['variables']
  readonly carriesAssistantId?: boolean
  readonly maximumKeyterms?: number
}

/** A composition, with owners by the names of their entries. */
export interface Laid {
  readonly draft: ReturnType<typeof composeDraft>['draft']
  readonly dropped: ReturnType<typeof composeDraft>['dropped']
  readonly owners: Readonly<Record<string, string>>
  /** `path: loser < winner` */
  readonly overrides: readonly string[]
}

/** Lays patches of the entries `a`, `b`, `c`, … in this order; all that goes in is frozen, as in a call. */
export function lay(patches: readonly Patch[], given: Given = {}): Laid {
  const { draft, dropped, provenance } = composeDraft(layersOf(patches), groundOf(given))
  return {
    draft,
    dropped,
    owners: Object.fromEntries(provenance.paths().map(([path, { entry }]) => [path, entry])),
    overrides: provenance.overrides.map(({ path, loser, winner }) => `${path}: ${loser.entry} < ${winner.entry}`),
  }
}

export function layersOf(patches: readonly Patch[]): Layer[] {
  return patches.map((patch, run) => ({
    owner: { entry: String.fromCharCode(97 + run), run },
    patch: deepFreeze(patchSchema.parse(patch)),
  }))
}

export function groundOf(given: Given = {}): Ground {
  const { snapshot, whole = false, assistants = {}, languages = [], variables = {} } = given
  const checked = snapshot && deepFreeze(snapshotSchema.parse(snapshot))
  return {
    baseFor: (id): Base =>
      id === undefined || id === checked?.assistantId
        ? { snapshot: checked, owner: saved, whole }
        : { snapshot: assistants[id] && deepFreeze(snapshotSchema.parse(assistants[id])), owner: saved, whole: false },
    carriesAssistantId: given.carriesAssistantId ?? true,
    maximumKeyterms: given.maximumKeyterms ?? 100,
    languages,
    variables,
  }
}

const saved = { entry: 'snapshot' }
