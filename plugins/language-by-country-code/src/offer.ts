import type { Finding, Line, Snapshot } from '@preanswer/core'
import { agrees, isWhole, laidUpon } from './blocks.ts'
import { isSameLanguage, servingTag } from './languages.ts'
import type { LanguagePatch, LanguagePatches } from './options.ts'
import { type SpokenLanguages, speaks } from './spoken-languages.ts'

/** Why a call cannot be held in a language; the words stand in the trace. */
export type Obstacle = 'language-not-configured' | 'language-not-spoken' | 'language-incomplete'

/** What a call in a language gets: a patch, nothing where it is spoken as it is, or a reason why it is not. */
export interface Offer {
  readonly patch?: LanguagePatch
  readonly obstacle?: Obstacle
}

/** What the operator has set up. */
export interface Setup {
  /** `undefined`: other plugins look after languages, and the line's own list decides */
  readonly patches: LanguagePatches | undefined
  readonly spoken: SpokenLanguages
}

/** Tells what a call in a language gets on a line: language, recogniser, voice and greeting, all of it or nothing. */
export type Offers = (language: string, line: Line, assistant: Snapshot) => Offer

/** Prepares the offers of a set-up. Each is worked out once for a line; a call asks for several. */
export function createOffers(setup: Setup): Offers {
  const byLine = new WeakMap<Line, Map<string, Offer>>()
  return function offerIn(language, line, assistant) {
    const known = byLine.get(line) ?? new Map<string, Offer>()
    byLine.set(line, known)
    const offer = known.get(language) ?? workOut(language, setup, line, assistant)
    // customers' languages come from outside, and a tag has many spellings
    if (known.size >= 1_000) known.clear()
    known.set(language, offer)
    return offer
  }
}

/** What is odd about the patches, as far as it shows without the saved assistant. */
export function findConcerns({ patches = {}, spoken }: Setup): Finding[] {
  return Object.entries(patches).flatMap(([tag, patch]) => {
    const path = ['languages', tag]
    const unspoken = (['stt', 'tts'] as const).filter((kind) => !speaks(spoken[kind], patch[kind], tag))
    const findings = unspoken.map((kind): Finding => {
      const what = kind === 'stt' ? 'recogniser' : 'voice'
      const message = `the ${what} of this provider is not known to speak ${tag}: nobody will be offered the language`
      const hint = `choose another provider, or put its languages into \`providers.${kind}\``
      return { severity: 'warning', code: 'language-not-spoken', path: [...path, kind], message, hint }
    })
    if ((patch.stt ?? patch.tts) === undefined || patch.firstMessage !== undefined) return findings
    const message = `recogniser and voice change to ${tag}, and the greeting does not`
    const hint = 'add `firstMessage`, unless another plugin greets in the language of the call'
    return [...findings, { severity: 'note', code: 'language-without-greeting', path, message, hint } as const]
  })
}

function workOut(language: string, { patches, spoken }: Setup, line: Line, assistant: Snapshot): Offer {
  const tag = patches && servingTag(Object.keys(patches), language, line.language)
  const patch = tag === undefined ? undefined : patches?.[tag]
  const isOwn = isSameLanguage(line.language, language)
  if (patch === undefined) {
    // the line speaks its own language, whatever a table says
    if (isOwn) return {}
    if (patches && !line.languages?.some((known) => isSameLanguage(known, language)))
      return { obstacle: 'language-not-configured' }
  }
  const laid = laidUpon(assistant, patch ?? {})
  if (!isSpoken(language, laid, spoken)) return { obstacle: 'language-not-spoken' }
  if (patch === undefined || Object.keys(patch).length === 0) return {}
  return isWhole(patch, laid) && agrees(laid, language) ? { patch } : { obstacle: 'language-incomplete' }
}

function isSpoken(language: string, { stt, tts }: ReturnType<typeof laidUpon>, spoken: SpokenLanguages): boolean {
  return speaks(spoken.stt, stt, language) && speaks(spoken.tts, tts, language)
}
