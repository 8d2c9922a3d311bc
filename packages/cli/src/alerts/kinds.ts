/** What an alert can be about, and how it says so. */
export const alertTitles = {
  'refused-signatures': 'many webhooks are refused for their signature',
  'breaker-open': 'a plugin keeps failing and is skipped for a while',
  'given-up': 'a plugin was given up: its taps are missing until the host is started again',
  'line-in-fallback': 'the config of a line is wrong: it answers with its fallback',
  fallback: 'a call was answered with the fallback',
  'deadline-missed': 'a call was answered after its deadline',
} as const

export type AlertKind = keyof typeof alertTitles

export const alertKinds = Object.keys(alertTitles) as readonly AlertKind[]

/** Which entries and lines something happened to, by the names that the config gives them. */
export interface Subject {
  readonly entry?: string
  readonly line?: string
}

/** What is posted. Holds no number, no name and nothing that was said. */
export interface Alert {
  readonly kind: AlertKind
  /** A sentence for people; Slack and Mattermost show it */
  readonly text: string
  /** ISO 8601 */
  readonly at: string
  readonly entries: readonly string[]
  readonly lines: readonly string[]
  /** How often it happened since the last alert of this kind without one of its own */
  readonly suppressed: number
}
