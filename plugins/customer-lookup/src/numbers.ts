/** One number in the forms in which sources keep it. */
export interface NumberForms {
  /** `+31612345678` */
  readonly e164: string
  /** E.164 without the plus sign: `31612345678` */
  readonly digits: string
  /** As it is dialed within its country, digits only: `0612345678` */
  readonly national: string
  /** What all forms end in, without country code and trunk prefix: `612345678` */
  readonly significant: string
}

export type NumberForm = keyof NumberForms

/** All forms, in the order of the docs. */
export const numberForms = ['e164', 'digits', 'national', 'significant'] as const satisfies readonly NumberForm[]

/** Reads and writes numbers. */
export interface Numbers {
  /** The forms of a number in E.164 */
  formsOf(number: string): NumberForms
  /** E.164 of a number as people write it; `undefined` for what is none */
  normalize(written: unknown): string | undefined
}

/** No written number is longer, brackets, blanks and an extension included. */
const maximumLength = 40

/**
 * Loads the numbering plans, which takes about 50 ms: for the start and never for a call.
 *
 * @param country ISO 3166-1 alpha-2: whose national numbers are understood. Absent: international ones only
 */
export async function loadNumbers(country: string | undefined): Promise<Numbers> {
  const { isSupportedCountry, parsePhoneNumberFromString } = await import('libphonenumber-js/min')
  const defaults = country !== undefined && isSupportedCountry(country) ? { defaultCountry: country } : {}
  const parse = (written: string) => parsePhoneNumberFromString(written, { ...defaults, extract: false })
  // the first look-up costs milliseconds
  parse('+31612345678')?.formatNational()

  return {
    formsOf(number) {
      const digits = number.slice(1)
      const parsed = parse(number)
      return {
        e164: number,
        digits,
        national: parsed?.formatNational().replace(/\D/g, '') ?? digits,
        significant: parsed?.nationalNumber ?? digits,
      }
    },
    normalize(written) {
      if (typeof written !== 'string' && typeof written !== 'number') return undefined
      const text = String(written).trim()
      if (text.length > maximumLength) return undefined
      if (/^\+[1-9]\d{6,14}$/.test(text)) return text
      const parsed = parse(text.replace(/^tel:/i, ''))
      return parsed?.isPossible() ? parsed.number : undefined
    },
  }
}

/** Whether numbers can belong to this country. Loads the numbering plans. */
export async function isCountry(code: string): Promise<boolean> {
  const { isSupportedCountry } = await import('libphonenumber-js/min')
  return isSupportedCountry(code)
}
