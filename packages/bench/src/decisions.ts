import { goldCallers, type Language, openingTimes, timeZone } from './job.ts'

/** The four decisions as somebody would write them by hand: nothing but what this business needs. */

// sv-SE writes 2026-03-29 14:05
const wallClock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })

/** @param at ms since the Unix epoch */
export function isOpen(at: number): boolean {
  const [date, time = ''] = wallClock.format(at).split(' ')
  return date !== openingTimes.closedDate && openingTimes.from <= time && time < openingTimes.to
}

const languageByPrefix: ReadonlyMap<string, Language> = new Map([
  ['+31', 'nl'],
  ['+32', 'nl'],
  ['+44', 'en'],
  ['+353', 'en'],
  ['+49', 'de'],
  ['+43', 'de'],
])

export function languageOf(caller: string): Language {
  return languageByPrefix.get(caller.slice(0, 3)) ?? languageByPrefix.get(caller.slice(0, 4)) ?? 'nl'
}

const gold: ReadonlySet<string> = new Set(goldCallers)

export function isGold(caller: string): boolean {
  return gold.has(caller)
}

/** Calls of every number that has a plan are analysed. */
export function isAnalysed(dialedNumber: string): boolean {
  return dialedNumber.startsWith('+31')
}
