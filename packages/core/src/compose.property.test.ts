import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Given, groundOf, layersOf } from '../test/lay.ts'
import { anyPatch } from '../test/patches.ts'
import { composeDraft } from './compose.ts'
import type { HostConfig } from './config.ts'
import { type Patch, patchSchema, requiredKeys, type Snapshot, snapshotSchema } from './draft.ts'
import { createHost } from './host.ts'
import { isObject, isRecord } from './plain.ts'
import { definePlugin } from './plugin.ts'

const patches = fc.array(anyPatch, { maxLength: 5 })
const snapshot = anyPatch.map(({ variables: _, ...saved }): Snapshot => ({ ...saved, assistantId: 'own' }))
const given: fc.Arbitrary<Given> = fc.record({
  snapshot: fc.oneof(snapshot, fc.constant({ tts: null })),
  whole: fc.boolean(),
  assistants: fc.record({ other: snapshot }),
  languages: fc.subarray(['nl', 'en']),
  variables: fc.constant({ a: 'Anna' }),
  carriesAssistantId: fc.boolean(),
  maximumKeyterms: fc.constantFrom(2, 100),
})

describe('composeDraft, whatever valid patches there are', () => {
  it('gives a valid draft, and the same one again', () => {
    fc.assert(
      fc.property(patches, given, (list, conditions) => {
        const layers = layersOf(list)
        const ground = groundOf(conditions)
        const { draft, dropped, provenance } = composeDraft(layers, ground)
        const { tts, ...rest } = draft
        expect(patchSchema.safeParse(tts === null ? rest : draft).error).toBeUndefined()
        const again = composeDraft(layers, ground)
        expect([again.draft, again.dropped, again.provenance.paths()]).toEqual([draft, dropped, provenance.paths()])
      }),
    )
  })

  it('sends no block without what it needs, unless it is saved so', () => {
    fc.assert(
      fc.property(patches, given, (list, conditions) => {
        const { draft } = composeDraft(layersOf(list), groundOf({ ...conditions, whole: false }))
        for (const [name, keys] of Object.entries(requiredKeys)) {
          const block = draft[name as keyof typeof draft]
          if (isRecord(block)) for (const key of keys) expect(block).toHaveProperty(key)
        }
      }),
    )
  })

  it('keeps tools, prompt and messages of the snapshot in an llm that is sent', () => {
    fc.assert(
      fc.property(patches, snapshot, (list, saved) => {
        const silent = list.map(({ llm, assistantId: _, ...patch }): Patch => {
          const { prompt: __, tools: ___, ...others } = llm ?? {}
          return { ...patch, llm: others }
        })
        const { draft } = composeDraft(layersOf(silent), groundOf({ snapshot: saved, maximumKeyterms: 100 }))
        if (draft.llm === undefined) return
        const whole = snapshotSchema.parse(saved)
        expect(draft.llm.tools).toEqual(whole.llm?.tools)
        expect(draft.llm.prompt === undefined).toBe(whole.llm?.prompt === undefined)
        expect(draft.llm.messages?.length ?? 0).toBeGreaterThanOrEqual(whole.llm?.messages?.length ?? 0)
      }),
    )
  })

  it('has an owner for every value, and no owner of what is not there', () => {
    fc.assert(
      fc.property(patches, given, (list, conditions) => {
        const plain = list.map((patch) => withPlainKeys(patch) as Patch)
        const { draft, provenance } = composeDraft(layersOf(plain), groundOf(conditions))
        for (const path of leavesOf(draft)) expect([path, provenance.ownerOf(path)]).not.toContain(undefined)
        for (const [path] of provenance.paths()) expectAt(draft, path)
      }),
    )
  })

  it('pollutes nothing, whatever the keys', () => {
    const before = Object.getOwnPropertyNames(Object.prototype)
    fc.assert(
      fc.property(fc.array(fc.oneof(anyPatch, hostilePatch), { maxLength: 5 }), (list) => {
        // as if it came from a config file, which nobody copied
        const layers = list.map((patch, run) => ({ owner: { entry: 'a', run }, patch: patch as never }))
        composeDraft(layers, groundOf())
        expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
        expect((Object as unknown as Record<string, unknown>).polluted).toBeUndefined()
      }),
    )
  })

  it('gives the same response for every order of arrival', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyPatch, { minLength: 2, maxLength: 4 }),
        snapshot,
        fc.infiniteStream(fc.nat()),
        async (list, saved, dice) => {
          const inOrder = await answer(
            list,
            saved,
            list.map((_, index) => index),
          )
          const shuffled = list
            .map((_, index) => ({ index, at: dice.next().value }))
            .sort((one, other) => one.at - other.at)
          expect(
            await answer(
              list,
              saved,
              shuffled.map(({ index }) => index),
            ),
          ).toEqual(inOrder)
        },
      ),
      { numRuns: 40 },
    )
  })
})

const hostilePatch: fc.Arbitrary<Patch> = fc
  .constantFrom(
    '{"metadata":{"__proto__":{"polluted":1}}}',
    '{"variables":{"__proto__":"x"}}',
    '{"native":{"snake":{"a":{"__proto__":{"polluted":1}}}}}',
    '{"native":{"__proto__":{"polluted":1}}}',
    '{"llm":{"native":{"snake":{"constructor":{"prototype":{"polluted":1}}}}}}',
    '{"analysisPlan":{"structuredData":{"schema":{"properties":{"__proto__":{"polluted":1}}}}}}',
    '{"analysisPlan":{"structuredData":{"schema":{"__proto__":{"polluted":1}}}}}',
    '{"speech":{"silence":{"__proto__":{"polluted":1}}}}',
  )
  .map((json) => JSON.parse(json) as Patch)

/** Answers a call with one plugin for each patch, whose answers come in the order given. */
async function answer(list: readonly Patch[], assistant: Snapshot, arrivals: readonly number[]) {
  const waiting: (() => void)[] = []
  const plugins: HostConfig['plugins'] = list.map((patch, index) => ({
    use: definePlugin({
      name: `plugin-${index}`,
      setup(hooks) {
        hooks.contribute.tap(() => new Promise<Patch>((resolve) => (waiting[index] = () => resolve(patch))))
      },
    }),
  }))
  const host = await createHost({ unsigned: true, assistant, plugins, variables: { a: 'Anna' } })
  const reply = host.answer({ headers: {}, body: '{"message":{"type":"assistant-request"}}', trusted: true })
  // a turn of the loop for each answer, so that they settle apart
  for (const index of [undefined, ...arrivals]) {
    if (index !== undefined) waiting[index]?.()
    await new Promise(setImmediate)
  }
  const { body, trace } = await reply
  await host.close()
  return { body, response: trace?.response, set: trace?.taps.map(({ entry, set, lost }) => ({ entry, set, lost })) }
}

/** Without keys that a path writes otherwise than they are. */
function withPlainKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPlainKeys)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.replace(/[^\w-]|\d{5,}/g, '_') || '_', withPlainKeys(item)]),
  )
}

/** Paths of all that is neither an object nor a list of messages or tools, as the provenance writes them. */
function leavesOf(value: unknown, path = ''): string[] {
  if (path === 'llm.tools' || path.startsWith('metadata.')) return []
  if (Array.isArray(value) && value.length > 0) return value.map((_, index) => `${path}[${index}]`)
  if (!isRecord(value)) return [path]
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, path === '' ? key : `${path}.${key}`))
}

function expectAt(draft: object, path: string): void {
  const tool = path.startsWith('llm.tools.')
  const keys = tool ? ['llm', 'tools'] : path.split(/[.[\]]/).filter((key) => key !== '')
  const holds = keys.reduce<unknown>(
    (at, key) => (isObject(at) && Object.hasOwn(at, key) ? Reflect.get(at, key) : missing),
    draft,
  )
  expect([path, holds]).not.toContain(missing)
}

const missing = Symbol('missing')
