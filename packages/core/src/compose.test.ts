import { describe, expect, it } from 'vitest'
import { groundOf, lay, layersOf } from '../test/lay.ts'
import { composeDraft } from './compose.ts'
import type { Patch, Snapshot } from './draft.ts'

const gpt = { provider: 'openai', model: 'gpt-5.4' }
const nova = { provider: 'deepgram', model: 'nova-3', language: 'nl' }
const anna = { provider: 'elevenlabs', voiceId: 'anna' }
const whole: Snapshot = { firstMessage: 'Met de zaak', llm: { ...gpt, prompt: 'p' }, stt: nova, tts: anna }

describe('composeDraft', () => {
  it('gives nothing when nobody says anything', () => {
    expect(lay([], { snapshot: whole })).toEqual({ draft: {}, dropped: [], owners: {}, overrides: [] })
  })

  describe('fields beside the blocks', () => {
    it.each([
      { field: 'firstMessage', one: 'Dag', other: 'Hallo' },
      { field: 'assistantId', one: 'asst_1', other: 'asst_2' },
      { field: 'voicemailMessage', one: 'Dag', other: null },
      { field: 'voicemailDetection', one: true, other: false },
      { field: 'autonomousSilenceHandling', one: true, other: false },
      { field: 'silenceTimeoutSeconds', one: 8, other: 20 },
      { field: 'webhookEvents', one: ['tool-calls'], other: [] },
    ])('$field: the last one wins', ({ field, one, other }) => {
      const { draft, owners, overrides } = lay([{ [field]: one }, { [field]: other }] as Patch[])
      expect(draft).toEqual({ [field]: other })
      expect(owners).toEqual({ [field]: 'b' })
      expect(overrides).toEqual([`${field}: a < b`])
    })

    it.each([
      { patches: [600, 300], expected: 300, owner: 'b', overrides: ['maxDurationSeconds: a < b'] },
      { patches: [300, 600], expected: 300, owner: 'a', overrides: ['maxDurationSeconds: b < a'] },
      {
        patches: [300, 600, 200],
        expected: 200,
        owner: 'c',
        overrides: ['maxDurationSeconds: b < a', 'maxDurationSeconds: a < c'],
      },
    ])('maxDurationSeconds: of $patches the smallest wins', ({ patches, expected, owner, overrides }) => {
      const laid = lay(patches.map((maxDurationSeconds) => ({ maxDurationSeconds })))
      expect(laid).toEqual({
        draft: { maxDurationSeconds: expected },
        owners: { maxDurationSeconds: owner },
        dropped: [],
        overrides,
      })
    })

    it.each([true, false])('maxDurationSeconds: a patch replaces a smaller snapshot’s, sent whole: %s', (isWhole) => {
      const snapshot = { maxDurationSeconds: 60 }
      expect(lay([{ maxDurationSeconds: 600 }], { snapshot, whole: isWhole })).toMatchObject({
        draft: { maxDurationSeconds: 600 },
        owners: { maxDurationSeconds: 'a' },
      })
    })

    it.each([
      { languages: ['en'], expected: 'Hello' },
      { languages: ['nl-BE', 'en'], expected: 'Hallo' },
      { languages: [undefined, 'fr'], expected: 'Hallo' },
    ])('firstMessage: a map is spoken in $languages', ({ languages, expected }) => {
      expect(lay([{ firstMessage: { nl: 'Hallo', en: 'Hello' } }], { languages }).draft.firstMessage).toBe(expected)
    })
  })

  describe('blocks', () => {
    it('begins a touched block with the snapshot’s and sends no other', () => {
      const { draft, owners } = lay([{ llm: { temperature: 0.3 } }], { snapshot: whole })
      expect(draft).toEqual({ llm: { ...gpt, prompt: 'p', temperature: 0.3 } })
      expect(owners).toEqual({ llm: 'snapshot', 'llm.temperature': 'a' })
    })

    it.each<{ block: string; patch: Patch }>([
      { block: 'llm', patch: { llm: { provider: 'openai', prompt: 'p' } } },
      { block: 'stt', patch: { stt: { provider: 'deepgram', model: 'nova-3' } } },
      { block: 'stt', patch: { stt: { language: 'nl' } } },
      { block: 'tts', patch: { tts: { voiceId: 'anna' } } },
    ])('does not send an incomplete $block, and says so', ({ block, patch }) => {
      expect(lay([{ firstMessage: 'Dag' }, patch])).toEqual({
        draft: { firstMessage: 'Dag' },
        dropped: [{ path: block, reason: 'incomplete-block', entry: 'b' }],
        owners: { firstMessage: 'a' },
        overrides: [],
      })
    })

    it('does not send a block that a new provider left incomplete', () => {
      const { draft, dropped } = lay([{ tts: { provider: 'google' } }], { snapshot: whole })
      expect(draft).toEqual({})
      expect(dropped).toEqual([{ path: 'tts', reason: 'incomplete-block', entry: 'a' }])
    })

    it('sends a block that several patches complete together', () => {
      expect(lay([{ llm: { model: 'gpt-5.4' } }, { llm: { provider: 'openai' } }]).draft).toEqual({ llm: gpt })
    })

    it.each<{ what: string; patch: Patch }>([
      { what: 'an empty block', patch: { analysisPlan: {} } },
      { what: 'an empty part of a block', patch: { analysisPlan: { structuredData: {} } } },
      { what: 'an empty schema', patch: { analysisPlan: { structuredData: { schema: {} } } } },
      { what: 'empty settings', patch: { speech: { silence: {} } } },
      { what: 'empty metadata', patch: { metadata: {} } },
      { what: 'empty native keys', patch: { speech: { native: { snake: {} } } } },
    ])('does not replace what is saved by $what', ({ patch }) => {
      expect(lay([patch]).draft).toEqual({})
    })

    it('does not send a block that is not valid as a whole', () => {
      const layers = layersOf([{ llm: gpt }, { firstMessage: 'Dag' }])
      const nonsense = { owner: { entry: 'c', run: 2 }, patch: { llm: { temperature: 9 } } }
      const { draft, dropped } = composeDraft([...layers, nonsense], groundOf())
      expect(draft).toEqual({ firstMessage: 'Dag' })
      expect(dropped).toEqual([{ path: 'llm', reason: 'invalid-block', entry: 'c' }])
    })

    it('drops voices for a realtime model, with the reason', () => {
      const { draft, dropped } = lay([{ tts: anna, llm: { temperature: 1 } }], { snapshot: { llm: gpt, tts: null } })
      expect(draft).toEqual({ llm: { ...gpt, temperature: 1 } })
      expect(dropped).toEqual([{ path: 'tts', reason: 'realtime-assistant', entry: 'a' }])
    })
  })

  describe('a whole response', () => {
    it('holds all of the snapshot, with its owner', () => {
      const { draft, owners } = lay([{ tts: { speed: 1.1 } }], {
        snapshot: { ...whole, assistantId: 'x' },
        whole: true,
      })
      expect(draft).toEqual({ ...whole, tts: { ...anna, speed: 1.1 } })
      expect(owners).toEqual({
        firstMessage: 'snapshot',
        llm: 'snapshot',
        stt: 'snapshot',
        tts: 'snapshot',
        'tts.speed': 'a',
      })
    })

    it('keeps its own block in place of one that is incomplete', () => {
      const { draft, dropped, owners } = lay([{ tts: { provider: 'google' } }], { snapshot: whole, whole: true })
      expect(draft).toEqual(whole)
      expect(dropped).toEqual([{ path: 'tts', reason: 'incomplete-block', entry: 'a' }])
      expect(owners.tts).toBe('snapshot')
    })

    it('keeps an incomplete block that nobody touched: there is no better one', () => {
      const snapshot = { ...whole, tts: { provider: 'google' } }
      expect(lay([{ firstMessage: 'Dag' }], { snapshot, whole: true })).toMatchObject({
        draft: { ...snapshot, firstMessage: 'Dag' },
        dropped: [],
      })
    })

    it('keeps its own greeting in place of one of which nothing is left', () => {
      const { draft, dropped } = lay([{ firstMessage: '{{name}}' }], { snapshot: whole, whole: true })
      expect(draft.firstMessage).toBe('Met de zaak')
      expect(dropped).toContainEqual({ path: 'firstMessage', reason: 'invalid-field', entry: 'a' })
    })

    it('has no voice of its own where a realtime model speaks', () => {
      expect(lay([{ tts: anna }], { snapshot: { ...whole, tts: null }, whole: true }).draft).toEqual({
        ...whole,
        tts: null,
      })
    })

    it('greets in the language of the call', () => {
      const snapshot = { ...whole, firstMessage: { nl: 'Dag', en: 'Hello' } }
      expect(lay([], { snapshot, whole: true, languages: ['en-GB'] }).draft.firstMessage).toBe('Hello')
    })

    it('fills variables in the block that it keeps', () => {
      const snapshot = { ...whole, llm: { ...gpt, prompt: 'Hier {{name}}' } }
      const patches = [{ llm: { provider: 'xai' } }, { variables: { name: 'Anna' } }]
      expect(lay(patches, { snapshot, whole: true }).draft.llm?.prompt).toBe('Hier Anna')
    })
  })

  describe('assistantId', () => {
    const snapshot: Snapshot = { assistantId: 'own', llm: gpt }
    const assistants = { other: { llm: { provider: 'xai', model: 'grok' } } }
    const temperature = { llm: { temperature: 0.3 } }

    it.each([
      { id: 'own', expected: { ...gpt, temperature: 0.3 } },
      { id: 'other', expected: { provider: 'xai', model: 'grok', temperature: 0.3 } },
      { id: 'nobody', expected: undefined },
    ])('$id: blocks are laid upon $expected', ({ id, expected }) => {
      const { draft, dropped } = lay([temperature, { assistantId: id }], { snapshot, assistants })
      expect(draft).toEqual({ assistantId: id, ...(expected && { llm: expected }) })
      expect(dropped).toEqual(expected ? [] : [{ path: 'llm', reason: 'incomplete-block', entry: 'a' }])
    })

    it('is the last one’s, also for what stands before it', () => {
      const { draft } = lay([{ assistantId: 'nobody' }, temperature, { assistantId: 'other' }], {
        snapshot,
        assistants,
      })
      expect(draft.llm?.provider).toBe('xai')
    })

    it('is dropped and reported where the dialect has no place for it, and chooses nothing', () => {
      const laid = lay([{ assistantId: 'other', ...temperature }], { snapshot, assistants, carriesAssistantId: false })
      expect(laid.draft).toEqual({ llm: { ...gpt, temperature: 0.3 } })
      expect(laid.dropped).toEqual([{ path: 'assistantId', reason: 'not-in-dialect', entry: 'a' }])
    })

    it('is not sent because the snapshot has one', () => {
      expect(lay([temperature], { snapshot }).draft).not.toHaveProperty('assistantId')
    })
  })

  describe('variables', () => {
    it.each<{ what: string; patches: Patch[]; variables?: Record<string, string>; expected: Patch }>([
      {
        what: 'in a greeting, by another plugin',
        patches: [{ firstMessage: 'Dag {{name}}!' }, { variables: { name: 'Anna' } }],
        expected: { firstMessage: 'Dag Anna!' },
      },
      {
        what: 'in prompt and messages',
        patches: [
          {
            llm: { ...gpt, prompt: 'Voor {{name}}', messages: [{ role: 'user', content: 'Ik ben {{name}}' }] },
            variables: { name: 'Anna' },
          },
        ],
        expected: { llm: { ...gpt, prompt: 'Voor Anna', messages: [{ role: 'user', content: 'Ik ben Anna' }] } },
      },
      {
        what: 'by the host, where no plugin has another value',
        patches: [{ firstMessage: '{{a}} {{b}}', variables: { b: 'plugin' } }],
        variables: { a: 'host', b: 'host' },
        expected: { firstMessage: 'host plugin' },
      },
    ])('are filled $what', ({ patches, variables = {}, expected }) => {
      const { draft, dropped } = lay(patches, { variables })
      expect(draft).toMatchObject(expected)
      expect(dropped).toEqual([])
    })

    it('that are unknown stay in the snapshot’s texts and are dropped from patches, reported', () => {
      const snapshot = {
        llm: { ...gpt, prompt: 'Van {{who}}', messages: [{ role: 'user' as const, content: '{{who}}' }] },
      }
      const patches = [
        { firstMessage: 'Dag {{who}}, welkom' },
        { llm: { messages: [{ role: 'user' as const, content: 'Ik {{who}} ook' }] } },
      ]
      const { draft, dropped } = lay(patches, { snapshot })
      expect(draft).toEqual({
        firstMessage: 'Dag, welkom',
        llm: {
          ...gpt,
          prompt: 'Van {{who}}',
          messages: [
            { role: 'user', content: '{{who}}' },
            { role: 'user', content: 'Ik ook' },
          ],
        },
      })
      expect(dropped).toEqual([
        { path: 'firstMessage', reason: 'unknown-variable', entry: 'a' },
        { path: 'llm.messages', reason: 'unknown-variable', entry: 'b' },
      ])
    })

    it.each<{ what: string; patch: Patch; path: string }>([
      { what: 'greeting', patch: { firstMessage: ' {{who}} ' }, path: 'firstMessage' },
      { what: 'prompt', patch: { llm: { prompt: '{{who}}' } }, path: 'llm.prompt' },
      { what: 'message', patch: { llm: { messages: [{ role: 'user', content: '{{who}}' }] } }, path: 'llm.messages' },
      { what: 'greeting that grew too long', patch: { firstMessage: '{{long}}'.repeat(9) }, path: 'firstMessage' },
    ])('never leave an empty $what, nor cost others their work', ({ patch, path }) => {
      const before = { firstMessage: 'Dag', llm: { ...gpt, prompt: 'p' } }
      const { draft, dropped } = lay([before, patch], { variables: { long: 'x'.repeat(500) } })
      expect(draft).toEqual(before)
      expect(dropped).toContainEqual({ path, reason: 'invalid-field', entry: 'b' })
    })

    it.each([
      { what: 'greeting', snapshot: { firstMessage: 'Dag {{name}}' }, expected: { firstMessage: 'Dag Anna' } },
      {
        what: 'prompt',
        snapshot: { llm: { ...gpt, prompt: 'Voor {{name}}' }, tts: anna },
        expected: { llm: { ...gpt, prompt: 'Voor Anna' } },
      },
      {
        what: 'message',
        snapshot: { llm: { ...gpt, messages: [{ role: 'user' as const, content: '{{name}}' }] } },
        expected: { llm: { ...gpt, messages: [{ role: 'user', content: 'Anna' }] } },
      },
    ])('in a saved $what make it one that is sent', ({ snapshot, expected }) => {
      const { draft, owners } = lay([{ variables: { name: 'Anna' } }], { snapshot })
      expect(draft).toEqual({ ...expected, variables: { name: 'Anna' } })
      expect(owners).toMatchObject(Object.fromEntries(Object.keys(expected).map((key) => [key, 'snapshot'])))
      expect(lay([], { snapshot }).draft).toEqual({})
    })

    it('in a saved prompt are filled also when a plugin spoiled the block', () => {
      const snapshot = { llm: { ...gpt, prompt: 'Voor {{name}}' } }
      const { draft } = lay([{ llm: { provider: 'xai' } }], { snapshot, variables: { name: 'Anna' } })
      expect(draft).toEqual({ llm: { ...gpt, prompt: 'Voor Anna' } })
    })

    it('in a saved prompt without its model are reported: the block cannot be sent', () => {
      const { draft, dropped } = lay([], { snapshot: { llm: { prompt: '{{name}}' } }, variables: { name: 'Anna' } })
      expect(draft).toEqual({})
      expect(dropped).toEqual([{ path: 'llm', reason: 'incomplete-block' }])
    })

    it('leave a saved text that would grow too long as it is', () => {
      const prompt = `{{name}}${'x'.repeat(99_990)}`
      const { draft } = lay([{ variables: { name: 'Anna Jansen' } }], { snapshot: { llm: { ...gpt, prompt } } })
      expect(draft.llm?.prompt).toBe(prompt)
    })
  })

  it('is pure: frozen layers, composed twice, give equal drafts that share nothing with them', () => {
    const layers = layersOf([
      {
        llm: { ...gpt, prompt: '{{name}}', tools: [{ type: 'end-call' }], native: { snake: { x: { y: [1] } } } },
        metadata: { crm: { id: 1 } },
        variables: { name: 'Anna' },
        analysisPlan: { structuredData: { schema: { properties: { a: { type: 'string' } }, required: ['a'] } } },
      },
      { llm: { prompt: 'p', native: { snake: { x: { z: 1 } } } }, metadata: { b: 1 }, stt: { keyterms: ['x'] } },
    ])
    const ground = groundOf({ snapshot: { ...whole, metadata: { saved: true } } })
    const first = composeDraft(layers, ground)
    const again = composeDraft(layers, ground)
    expect(again.draft).toEqual(first.draft)
    expect(again.dropped).toEqual(first.dropped)
    expect(again.provenance.paths()).toEqual(first.provenance.paths())
    expect(again.draft.llm).not.toBe(first.draft.llm)
  })
})
