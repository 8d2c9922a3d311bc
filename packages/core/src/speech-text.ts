/** Longest rejection that is spoken. */
const maximumLength = 500

/**
 * Makes a rejection speakable: no control characters, single blanks, at most 500 characters, cut after a sentence where
 * there is one.
 *
 * @returns `undefined` when nothing is left to say
 */
export function cleanSpokenText(text: string): string | undefined {
  const clean = text
    .slice(0, 20_000)
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\s]+/g, ' ')
    .toWellFormed()
    .trim()
  if (clean === '') return undefined
  return clean.length <= maximumLength ? clean : cutAtSentence(clean)
}

function cutAtSentence(text: string): string {
  let end = 0
  for (const { index, segment } of new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text)) {
    if (index + segment.trimEnd().length > maximumLength) break
    end = index + segment.length
  }
  if (end > 0) return text.slice(0, end).trim()
  const words = text.slice(0, maximumLength)
  return words.slice(0, Math.max(words.lastIndexOf(' '), 0) || maximumLength).trim()
}
