/** Why a cell that is not empty says no number. */
export type Refusal = 'lost-digits' | 'no-country-code' | 'not-a-number'

/** What a cell says. A key is the digits of E.164 after the plus sign. */
export type Reading =
  | { readonly kind: 'number'; readonly key: number }
  | { readonly kind: 'prefix'; readonly key: number }
  | { readonly kind: 'blank' }
  | { readonly kind: Refusal }

/** Reads a number as people of one country write it; gives E.164, or `undefined` for what nobody can have. */
export type NationalReader = (text: string) => string | undefined

/**
 * Reads a cell of a list, as people and spreadsheets write numbers: `+31 (0)6-1234 5678`, `0031612345678`, `="+316…"`;
 * a prefix ends in an asterisk: `+3188*`.
 *
 * @param readNational For numbers without a country code. Without it they are refused, and `00` means a plus sign
 */
export function readNumber(cell: string, readNational?: NationalReader): Reading {
  if (wholeNumber.test(cell)) return { kind: 'number', key: Number(cell) }
  const text = cell.replace(invisible, '').trim().replace(textMark, '')
  if (text === '') return { kind: 'blank' }
  if (/^[+-]?\d(?:[.,]\d+)?E\+?\d+$/i.test(text)) return { kind: 'lost-digits' }
  const compact = compactOf(text)
  const international = readNational === undefined ? compact.replace(/^00/, '+') : compact
  if (wholeNumber.test(international)) return { kind: 'number', key: Number(international) }
  if (/^\+[1-9]\d{0,14}\*$/.test(international)) return { kind: 'prefix', key: Number(international.slice(0, -1)) }
  if (!/^\d{3,17}\*?$/.test(compact)) return { kind: 'not-a-number' }
  if (readNational === undefined || compact.endsWith('*')) return { kind: 'no-country-code' }
  const national = readNational(compact)
  return national === undefined ? { kind: 'not-a-number' } : { kind: 'number', key: Number(national) }
}

const wholeNumber = /^\+[1-9]\d{6,14}$/

/** Marks of direction and the like, which come along when numbers are copied from web pages and address books. */
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g

/** How spreadsheets are told that digits are text: `'+316…`, `="+316…"`. */
const textMark = /^[='"]+|["']+$/g

function compactOf(text: string): string {
  return (
    text
      .replace(/^tel:\s*/i, '')
      // a column of numbers with an empty cell in it is exported with decimals
      .replace(/^(\+?\d{7,})\.0+$/, '$1')
      .replace(/^(\+|00)(.*?)\(\s*0\s*\)/, '$1$2')
      .replace(/[\s().\-/\u2010-\u2015]/g, '')
  )
}
