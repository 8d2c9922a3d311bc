/** Longest rejection that is spoken. */
const maximumLength = 500

/** More is not looked at: putting 20,000 stacked accents in order takes half a second. */
const maximumInput = 2_000

/** Soft hyphens, zero widths, marks of direction, tags, and what stands in for unreadable text; joiners stay. */
const invisible =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd\u{e0000}-\u{e007f}]/gu

/**
 * Makes a rejection speakable: no control characters, single blanks, at most 500 characters, cut after a sentence where
 * there is one.
 *
 * @returns `undefined` when nothing is left to say
 */
export function cleanSpokenText(text: string): string | undefined {
  const clean = cleanLine(text)
  if (clean === '') return undefined
  return clean.length <= maximumLength ? clean : cutAtSentence(clean)
}

/** One line of text from outside, without what is neither heard nor seen. At most 2,000 characters are read. */
export function cleanLine(text: string): string {
  return text
    .slice(0, maximumInput)
    .toWellFormed()
    .normalize('NFC')
    .replace(invisible, '')
    .replace(/[\p{Cc}\s\u200c\u200d]+/gu, (run) => (/^[\u200c\u200d]+$/.test(run) ? run.charAt(0) : ' '))
    .replace(/^[ \u200c\u200d]|[ \u200c\u200d]$/g, '')
}

/**
 * A value from outside, such as a customer's name, as it may be spoken or put into a prompt: NFC, in one line, without
 * control, bidirectional and zero-width characters.
 *
 * @param maximum Characters
 * @returns `undefined` for what is no such value: not a string, without a letter, too long, with a line break, a brace, a
 * bracket or an address of the web in it. Say something neutral then
 */
export function speakableValue(value: unknown, maximum = 80): string | undefined {
  if (typeof value !== 'string' || value.length > maximumInput || unspeakable.test(value.trim())) return undefined
  const text = cleanLine(value).replace(/[\u200c\u200d]/g, '')
  return text.length <= maximum && /\p{L}/u.test(text) && !unspeakable.test(text) ? text : undefined
}

/** Line breaks, braces, brackets, code, private use, and what looks like an address: `https:…`, `www.…`, `example.com`. */
const unspeakable = /[\n\r\v\f\u0085\u2028\u2029{}[\]<>`\\|\p{Co}]|\w:\S|\bwww\.|[\p{L}\d-]{2,}\.\p{L}{2,}|\S@\S/iu

/** The beginning of a text, cut between two characters as a reader sees them. */
export function cutAtCharacter(text: string, maximum: number): string {
  if (text.length <= maximum) return text
  let end = 0
  // one family of emoji may be a dozen code units long
  for (const { index, segment } of segments(text.slice(0, maximum + 64), 'grapheme')) {
    if (index + segment.length > maximum) break
    end = index + segment.length
  }
  // nobody writes a character this long; half a surrogate pair must not be left of it
  return end > 0 ? text.slice(0, end) : text.slice(0, maximum).replace(/[\ud800-\udbff]$/, '')
}

function cutAtSentence(text: string): string {
  let end = 0
  for (const { index, segment } of segments(text.slice(0, maximumLength + 64), 'sentence')) {
    if (index + segment.trimEnd().length > maximumLength) break
    end = index + segment.length
  }
  if (end > 0) return text.slice(0, end).trim()
  const blank = text.slice(0, maximumLength + 1).lastIndexOf(' ')
  return blank > 0 ? text.slice(0, blank) : cutAtCharacter(text, maximumLength)
}

function segments(text: string, granularity: 'sentence' | 'grapheme'): Intl.Segments {
  return new Intl.Segmenter('en', { granularity }).segment(text)
}
