import { createRequire } from 'node:module'
import type { Customer } from '@preanswer/core'

/** The kinds of numbers from which people ring. */
export type NumberKind = 'mobile' | 'landline'

/** The caller who withholds the number: `caller: withheld`. */
export const withheld = null

/**
 * A number of a country: valid in its numbering plan, and always the same.
 *
 * @param country ISO 3166-1 alpha-2, and the codes AC, TA and XK, as Google's libphonenumber knows them
 * @returns E.164
 * @throws {Error} when the country is unknown, or has no numbers of this kind
 */
export function callerFrom(country: string, kind: NumberKind = 'mobile'): string {
  const { getExample, getSupportedRegionCodes } = numberingPlans()
  if (!getSupportedRegionCodes().includes(country)) {
    throw new Error(`${JSON.stringify(country)} is no country with telephone numbers: write a code such as NL or GB`)
  }
  try {
    const { number } = getExample(country, kind === 'mobile' ? 'mobile' : 'fixed-line')
    if (number !== undefined) return number.e164
  } catch {
    // a few islands have numbers of one kind only, and the package throws for the other
  }
  throw new Error(`${country} has no ${kind} numbers: ask for the other kind`)
}

/** A known customer of the tier `vip`, as a CRM would have found: `simulateCall(plugins, { ...vip('DE') })`. */
export function vip(country = 'NL'): { readonly caller: string; readonly facts: { readonly customer: Customer } } {
  const customer = { id: 'customer-1', name: 'Vera Ipsen', firstName: 'Vera', tier: 'vip' }
  return { caller: callerFrom(country), facts: { customer } }
}

/** The plans take some 50 ms to load, and most tests ask for none. */
function numberingPlans(): typeof import('awesome-phonenumber') {
  return createRequire(import.meta.url)('awesome-phonenumber')
}
