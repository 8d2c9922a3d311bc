import { dayMinutes } from './notation.ts'

/**
 * Says when something is, as one says it on the phone: `tomorrow at nine thirty`, `am Montag um 8 Uhr`. Dutch, English,
 * German and French as people speak; other languages as `Intl` writes them.
 *
 * @param wallMinute Minutes since 1970-01-01 00:00 on the wall clock
 * @param now The same clock now
 * @param language BCP 47; one that is not known is taken for English
 */
export function sayWhen(wallMinute: number, now: number, language: string): string {
  const date = Math.floor(wallMinute / dayMinutes)
  const minute = wallMinute - date * dayMinutes
  const moment = { days: date - Math.floor(now / dayMinutes), date, hour: Math.floor(minute / 60), minute: minute % 60 }
  const locale = Intl.DateTimeFormat.supportedLocalesOf(isTag(language) ? language : 'en')[0] ?? 'en'
  return (speakers[locale.split('-', 1)[0] ?? ''] ?? sayInOtherWords)(moment, locale)
}

/** `sayWhen` that remembers: an `Intl` format costs more than a call should wait. */
export function createSayWhen(): typeof sayWhen {
  const said = new Map<string, string>()
  return function sayWhenOnce(wallMinute, now, language) {
    const key = `${language} ${wallMinute} ${Math.floor(now / dayMinutes)}`
    let phrase = said.get(key)
    if (phrase === undefined) {
      if (said.size >= 200) said.clear()
      phrase = sayWhen(wallMinute, now, language)
      said.set(key, phrase)
    }
    return phrase
  }
}

interface Moment {
  /** From today */
  readonly days: number
  /** Since 1970-01-01 */
  readonly date: number
  readonly hour: number
  readonly minute: number
}

const speakers: Readonly<Record<string, (moment: Moment, locale: string) => string>> = {
  nl(moment, locale) {
    const day = ['vandaag', 'morgen'][moment.days] ?? sayDate(moment, locale)
    return `${day} om ${dutchTime(moment)}`
  },
  en(moment, locale) {
    const day = ['today', 'tomorrow'][moment.days] ?? `on ${sayDate(moment, locale)}`
    return `${day} at ${englishTime(moment)}`
  },
  de(moment, locale) {
    const day = ['heute', 'morgen'][moment.days] ?? `am ${sayDate(moment, locale).replace(', ', ', dem ')}`
    return `${day} um ${moment.hour} Uhr${moment.minute === 0 ? '' : ` ${moment.minute}`}`
  },
  fr(moment, locale) {
    const day = ["aujourd'hui", 'demain'][moment.days] ?? sayDate(moment, locale).replace(/(?<= )1 /, '1er ')
    return `${day} à ${frenchTime(moment)}`
  },
}

/** `half tien`, `kwart over acht 's avonds`, `negen uur 7`. */
function dutchTime({ hour, minute }: Moment): string {
  const part = hour < 6 ? " 's nachts" : hour < 12 ? '' : hour < 18 ? " 's middags" : " 's avonds"
  if (hour === 0 && minute === 0) return 'middernacht'
  const names = ['twaalf', 'een', 'twee', 'drie', 'vier', 'vijf', 'zes', 'zeven', 'acht', 'negen', 'tien', 'elf']
  const [now = '', next = ''] = [names[hour % 12], names[(hour + 1) % 12]]
  return (dutchFives[minute / 5]?.(now, next) ?? `${now} uur ${minute}`) + part
}

/** Every five minutes after `now`, an hour. */
const dutchFives: readonly ((now: string, next: string) => string)[] = [
  (now) => `${now} uur`,
  (now) => `vijf over ${now}`,
  (now) => `tien over ${now}`,
  (now) => `kwart over ${now}`,
  (_, next) => `tien voor half ${next}`,
  (_, next) => `vijf voor half ${next}`,
  (_, next) => `half ${next}`,
  (_, next) => `vijf over half ${next}`,
  (_, next) => `tien over half ${next}`,
  (_, next) => `kwart voor ${next}`,
  (_, next) => `tien voor ${next}`,
  (_, next) => `vijf voor ${next}`,
]

/** `nine thirty`, `two oh five in the afternoon`, `noon`. */
function englishTime({ hour, minute }: Moment): string {
  if (minute === 0 && hour % 12 === 0) return hour === 0 ? 'midnight' : 'noon'
  const part = hour < 6 ? ' in the morning' : hour < 12 ? '' : hour < 18 ? ' in the afternoon' : ' in the evening'
  const minutes = minute === 0 ? '' : minute < 10 ? ` oh ${englishNumber(minute)}` : ` ${englishNumber(minute)}`
  return `${englishNumber(hour % 12 || 12)}${minutes}${part}`
}

function englishNumber(value: number): string {
  const small =
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
  const words = small.split(' ')
  if (value < 20) return words[value] ?? ''
  const tens = ['twenty', 'thirty', 'forty', 'fifty'][Math.floor(value / 10) - 2]
  return value % 10 === 0 ? `${tens}` : `${tens}-${words[value % 10]}`
}

/** `9 heures 30`, `1 heure`, `midi`. */
function frenchTime({ hour, minute }: Moment): string {
  if (minute === 0 && hour % 12 === 0) return hour === 0 ? 'minuit' : 'midi'
  return `${hour} ${hour < 2 ? 'heure' : 'heures'}${minute === 0 ? '' : ` ${minute}`}`
}

function sayInOtherWords(moment: Moment, locale: string): string {
  const at = new Date(Date.UTC(1970, 0, 1 + moment.date, moment.hour, moment.minute))
  const time = { timeZone: 'UTC', hour: 'numeric', minute: '2-digit' } as const
  if (moment.days > 1) {
    return new Intl.DateTimeFormat(locale, { ...dateFields(moment.days), ...time }).format(at)
  }
  const day = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(moment.days, 'day')
  return `${day}, ${new Intl.DateTimeFormat(locale, time).format(at)}`
}

/** `Monday`; a week and more ahead `Monday 4 January`. */
function sayDate({ date, days }: Moment, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...dateFields(days) }).format(date * dayMinutes * 60_000)
}

function dateFields(days: number): Intl.DateTimeFormatOptions {
  if (days < 7) return { weekday: 'long' }
  const year = days > 300 ? ({ year: 'numeric' } as const) : {}
  return { weekday: 'long', day: 'numeric', month: 'long', ...year }
}

function isTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length > 0
  } catch {
    return false
  }
}
