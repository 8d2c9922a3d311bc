import { type Alert, type AlertKind, alertTitles, type Subject } from './kinds.ts'

/** A kind of which there was an alert just now, and what happened since. */
interface Quiet {
  readonly timer: NodeJS.Timeout
  readonly subjects: Subject[]
}

/** Subjects that are kept by name; the rest is only counted. */
const maximumSubjects = 50

/**
 * Lets one alert of each kind through in a while. What happens meanwhile is counted, and told when the while is over.
 */
export class AlertLimit {
  readonly #everyMs: number
  readonly #send: (alert: Alert) => void
  readonly #quiet = new Map<AlertKind, Quiet & { suppressed: number }>()

  constructor(everyMs: number, send: (alert: Alert) => void) {
    this.#everyMs = everyMs
    this.#send = send
  }

  raise(kind: AlertKind, subject: Subject): void {
    const quiet = this.#quiet.get(kind)
    if (quiet === undefined) {
      this.#let(kind, [subject], 0)
      return
    }
    quiet.suppressed += 1
    if (quiet.subjects.length < maximumSubjects) quiet.subjects.push(subject)
  }

  /** Tells at once what was kept back. */
  close(): void {
    for (const [kind, { timer, subjects, suppressed }] of this.#quiet) {
      clearTimeout(timer)
      if (suppressed > 0) this.#send(alertOf(kind, subjects, suppressed))
    }
    this.#quiet.clear()
  }

  #let(kind: AlertKind, subjects: readonly Subject[], suppressed: number): void {
    this.#send(alertOf(kind, subjects, suppressed))
    const timer = setTimeout(() => this.#endQuiet(kind), this.#everyMs).unref()
    this.#quiet.set(kind, { timer, subjects: [], suppressed: 0 })
  }

  #endQuiet(kind: AlertKind): void {
    const quiet = this.#quiet.get(kind)
    this.#quiet.delete(kind)
    if (quiet !== undefined && quiet.suppressed > 0) this.#let(kind, quiet.subjects, quiet.suppressed)
  }
}

function alertOf(kind: AlertKind, subjects: readonly Subject[], suppressed: number): Alert {
  const entries = namesOf(subjects.map(({ entry }) => entry))
  const lines = namesOf(subjects.map(({ line }) => line))
  const about = [...entries, ...lines.map((line) => `line ${line}`)].join(', ')
  const times = suppressed === 0 ? '' : `; ${suppressed} times since the last alert`
  const text = `preanswer: ${alertTitles[kind]}${about === '' ? '' : ` (${about})`}${times}`
  return { kind, text, at: new Date().toISOString(), entries, lines, suppressed }
}

function namesOf(names: readonly (string | undefined)[]): string[] {
  return [...new Set(names.filter((name) => name !== undefined))]
}
