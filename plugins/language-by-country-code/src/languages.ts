import { countryLanguages } from './country-languages.ts'

/**
 * What people in a country probably speak, most speakers first.
 *
 * @param country ISO 3166-1 alpha-2, or AC, TA, XK
 * @returns BCP 47 with the country as its region: `nl-BE`, `fr-BE`, `de-BE`
 */
export function languagesOf(country: string): readonly string[] {
  const languages = countryLanguages[country] ?? [new Intl.Locale(`und-${country}`).maximize().language]
  return languages.map((language) => `${language}-${country}`)
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

function baseOf(tag: string): string {
  return tag.toLowerCase().replace(/-.*$/, '')
}
