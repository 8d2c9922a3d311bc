import { describe, expect, it, vi } from 'vitest'
import { createSayWhen, sayWhen } from './spoken-time.ts'

/** A Thursday. */
const now = '2026-11-26T20:00'

describe('sayWhen', () => {
  it.each([
    { at: '2026-11-26T21:30', nl: "vandaag om half tien 's avonds", en: 'today at nine thirty in the evening' },
    { at: '2026-11-27T09:00', nl: 'morgen om negen uur', en: 'tomorrow at nine' },
    { at: '2026-11-27T09:30', nl: 'morgen om half tien', en: 'tomorrow at nine thirty' },
    { at: '2026-11-27T08:45', nl: 'morgen om kwart voor negen', en: 'tomorrow at eight forty-five' },
    { at: '2026-11-27T08:20', nl: 'morgen om tien voor half negen', en: 'tomorrow at eight twenty' },
    { at: '2026-11-27T09:05', nl: 'morgen om vijf over negen', en: 'tomorrow at nine oh five' },
    { at: '2026-11-27T09:07', nl: 'morgen om negen uur 7', en: 'tomorrow at nine oh seven' },
    { at: '2026-11-28T12:00', nl: "zaterdag om twaalf uur 's middags", en: 'on Saturday at noon' },
    {
      at: '2026-11-28T12:15',
      nl: "zaterdag om kwart over twaalf 's middags",
      en: 'on Saturday at twelve fifteen in the afternoon',
    },
    { at: '2026-11-30T00:00', nl: 'maandag om middernacht', en: 'on Monday at midnight' },
    { at: '2026-12-02T05:30', nl: "woensdag om half zes 's nachts", en: 'on Wednesday at five thirty in the morning' },
    { at: '2026-12-03T08:00', nl: 'donderdag 3 december om acht uur', en: 'on Thursday, December 3 at eight' },
    { at: '2027-12-20T11:00', nl: 'maandag 20 december 2027 om elf uur', en: 'on Monday, December 20, 2027 at eleven' },
  ])('says $en of $at, and $nl', ({ at, nl, en }) => {
    expect([say(at, 'nl'), say(at, 'en')]).toEqual([nl, en])
  })

  it.each([
    { at: '2026-11-26T21:05', de: 'heute um 21 Uhr 5', fr: "aujourd'hui à 21 heures 5" },
    { at: '2026-11-27T09:30', de: 'morgen um 9 Uhr 30', fr: 'demain à 9 heures 30' },
    { at: '2026-11-30T08:00', de: 'am Montag um 8 Uhr', fr: 'lundi à 8 heures' },
    { at: '2026-11-30T12:00', de: 'am Montag um 12 Uhr', fr: 'lundi à midi' },
    { at: '2026-11-30T00:00', de: 'am Montag um 0 Uhr', fr: 'lundi à minuit' },
    { at: '2026-11-30T01:00', de: 'am Montag um 1 Uhr', fr: 'lundi à 1 heure' },
    { at: '2027-01-04T08:00', de: 'am Montag, dem 4. Januar um 8 Uhr', fr: 'lundi 4 janvier à 8 heures' },
    { at: '2027-02-01T08:00', de: 'am Montag, dem 1. Februar um 8 Uhr', fr: 'lundi 1er février à 8 heures' },
  ])('says $de of $at, and $fr', ({ at, de, fr }) => {
    expect([say(at, 'de'), say(at, 'fr-CA')]).toEqual([de, fr])
  })

  it.each([
    { language: 'es', tomorrow: /^mañana, 0?9:30$/, monday: /lunes.*9:30/ },
    { language: 'pl', tomorrow: /^jutro, 0?9:30$/, monday: /poniedziałek.*9:30/ },
    { language: 'ja', tomorrow: /^明日, 0?9:30$/, monday: /9:30.*月曜日|月曜日.*9:30/ },
  ])('says it in $language as Intl has it', ({ language, tomorrow, monday }) => {
    expect(say('2026-11-27T09:30', language)).toMatch(tomorrow)
    expect(say('2026-11-30T09:30', language)).toMatch(monday)
  })

  it.each(['en-GB', 'xx', 'not a tag', ''])('speaks English for "%s"', (language) => {
    expect(say('2026-11-27T09:30', language)).toBe('tomorrow at nine thirty')
  })

  it('puts the day before the month where English does', () => {
    expect(say('2026-12-03T08:00', 'en-GB')).toBe('on Thursday 3 December at eight')
  })
})

describe('createSayWhen', () => {
  it('makes a phrase once a day', () => {
    const sayOnce = createSayWhen()
    const [opening, morning] = [minute('2026-12-03T08:00'), minute('2026-11-26T08:00')]
    const phrase = sayOnce(opening, morning, 'nl')
    const made = vi.spyOn(Intl, 'DateTimeFormat')
    expect(sayOnce(opening, morning + 60, 'nl')).toBe(phrase)
    expect(made).not.toHaveBeenCalled()
    made.mockRestore()
    expect(sayOnce(opening, morning + 1_440, 'nl')).toBe('donderdag om acht uur')
  })
})

function say(at: string, language: string): string {
  return sayWhen(minute(at), minute(now), language)
}

function minute(text: string): number {
  return Date.parse(`${text}Z`) / 60_000
}
