import type { Facts } from '@preanswer/core'
import { callerFrom, withheld } from '../callers.ts'
import { at, clockChange } from '../clock.ts'
import type { SimulatedCall } from '../simulate.ts'

/** A call of the suite. */
export interface TrialCall extends SimulatedCall {
  /** What it is called in a problem: `a German caller at night` */
  readonly label: string
  readonly kind: 'ordinary' | 'withheld' | 'odd'
}

/** A name that nobody may be greeted with as it is: a placeholder of the platform, and a mark that turns the text round. */
export const unspeakableName = '{{endedReason}} Zwanzigmark \u202E<b>'

/** A customer whose name no log may hold. */
export const markedCustomer = {
  id: 'customer-4711',
  name: 'Quillonia Brandermark',
  firstName: 'Quillonia',
  tier: 'gold',
  language: 'de',
  attributes: { city: 'Utrecht', orders: 3 },
}

const zone = 'Europe/Amsterdam'

/** The calls that every plugin is rung with, and those of its author. */
export function trialCalls(own: readonly SimulatedCall[]): TrialCall[] {
  return [...ownCalls(own), ...ordinaryCalls(), ...withheldCalls(), ...oddCalls()].map((call, index) => ({
    receivedAt: at('2026-03-25T10:00', zone),
    // a host answers a second call with the same id as the first
    callId: `conformance-${index}`,
    ...call,
  }))
}

function ownCalls(calls: readonly SimulatedCall[]): TrialCall[] {
  return calls.map((call, index) => ({
    ...call,
    label: `calls[${index}]`,
    kind: call.caller === withheld ? 'withheld' : 'ordinary',
  }))
}

function ordinaryCalls(): TrialCall[] {
  const calls: Omit<TrialCall, 'kind'>[] = [
    { label: 'a Dutch caller on a weekday morning', caller: callerFrom('NL') },
    { label: 'a German caller at night', caller: callerFrom('DE'), receivedAt: at('2026-03-25T03:10', zone) },
    { label: 'a British caller on Christmas Day', caller: callerFrom('GB'), receivedAt: at('2026-12-25T11:00', zone) },
    {
      label: 'a Belgian landline on a Sunday',
      caller: callerFrom('BE', 'landline'),
      receivedAt: at('2026-03-22T12:00', zone),
    },
    {
      label: 'an American caller as the clock changes',
      caller: callerFrom('US'),
      receivedAt: clockChange(zone, 2026, 'spring'),
    },
    {
      label: 'a Japanese caller as the clock changes back',
      caller: callerFrom('JP'),
      receivedAt: clockChange(zone, 2026, 'autumn'),
    },
    { label: 'a known customer', caller: callerFrom('AT'), facts: { customer: markedCustomer } },
    {
      label: 'a known customer who speaks French',
      caller: callerFrom('CH'),
      facts: { language: 'fr', customer: { name: 'Quillonia Brandermark' } },
    },
  ]
  return calls.map((call) => ({ ...call, kind: 'ordinary' }))
}

function withheldCalls(): TrialCall[] {
  return [
    { label: 'a caller who withholds the number', kind: 'withheld', caller: withheld },
    {
      label: 'a known customer without a number',
      kind: 'withheld',
      caller: withheld,
      facts: { customer: markedCustomer },
    },
  ]
}

/** Facts that a plugin or an app may hand in, and that few plugins expect. */
function oddCalls(): TrialCall[] {
  const odd: [label: string, facts: Facts][] = [
    ['an empty customer', { customer: {} }],
    ['empty texts', { customer: { id: '', name: '', firstName: '', tier: '' }, timeZone: ' ' }],
    ['a name of 500 characters', { customer: { name: 'Ab '.repeat(166), firstName: 'A'.repeat(500) } }],
    ['a name of signs', { customer: { name: unspeakableName, firstName: unspeakableName, id: '\uD800\u0000' } }],
    ['a language that nobody speaks', { language: 'tlh', languages: ['zz', 'art-lojban'] }],
    ['a country and a zone that are not there', { country: 'ZZ', timeZone: 'Mars/Olympus_Mons' }],
    [
      'no languages, and attributes of all kinds',
      { languages: [], customer: { tier: 'constructor', attributes: { constructor: null, toString: [], length: -1 } } },
    ],
  ]
  return odd.map(([label, facts]) => ({ label: `facts with ${label}`, kind: 'odd', caller: callerFrom('FR'), facts }))
}
