import { areaFinder, knownAreas } from './areas.ts'
import { countryLanguages } from './country-languages.ts'

const languagesOfArea = areaFinder(knownAreas)

/**
 * What people in a country probably speak, most speakers first; those of the area first where the number shows it.
 *
 * @param country ISO 3166-1 alpha-2, or AC, TA, XK
 * @param number E.164
 * @returns BCP 47 with the country as its region: `nl-BE`, `fr-BE`, `de-BE`
 */
export function languagesOf(country: string, number = ''): readonly string[] {
  const ofCountry = countryLanguages[country] ?? [likelyLanguage(country)]
  return [...new Set([...languagesOfArea(number), ...ofCountry])].map((language) => `${language}-${country}`)
}

/**
 * The tag that serves a call in this language: exactly (`nl-BE`), else by its base (`nl`), else by another region of it
 * (`nl-NL`), unless the line speaks the language by itself: then another region's voice would be a step back.
 *
 * @param own The line's own language
 * @returns `undefined` when none serves
 */
export function servingTag(tags: readonly string[], language: string, own?: string): string | undefined {
  const wanted = language.toLowerCase()
  const near =
    tags.find((tag) => tag.toLowerCase() === wanted) ?? tags.find((tag) => tag.toLowerCase() === baseOf(wanted))
  if (near !== undefined || isSameLanguage(own, language)) return near
  return tags.find((tag) => isSameLanguage(tag, language))
}

/** Tells whether two tags name the same language, whatever their regions: `pt-PT` and `pt-BR`. */
export function isSameLanguage(tag: string | undefined, other: string): boolean {
  return tag !== undefined && baseOf(tag) === baseOf(other)
}

/** A language as speech providers name it, without its region: they know Norwegian, Filipino and Mandarin by several tags. */
export function speechOf(tag: string): string {
  const base = baseOf(tag)
  return synonyms.get(base) ?? base
}

const synonyms: ReadonlyMap<string, string> = new Map([
  ['nb', 'no'],
  ['nn', 'no'],
  ['tl', 'fil'],
  ['cmn', 'zh'],
])

const likelyLanguages = new Map<string, string>()

/** Remembered, because asking CLDR takes 10 µs. */
function likelyLanguage(country: string): string {
  const known = likelyLanguages.get(country)
  if (known !== undefined) return known
  const { language } = new Intl.Locale(`und-${country}`).maximize()
  likelyLanguages.set(country, language)
  return language
}

function baseOf(tag: string): string {
  return tag.split('-', 1).join().toLowerCase()
}
