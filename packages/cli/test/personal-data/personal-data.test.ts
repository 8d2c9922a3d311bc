import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { holding, markersOf, type Person, people } from './people.ts'
import { runHost, type Sending, type Told } from './run.ts'
import { callOf, eventOf } from './webhooks.ts'

/** Sentences with marked names and numbers, made by a machine; they do not lie in the repository. */
const corpus = fileURLToPath(
  new URL('../../../../../shared/testdata/pii-text/presidio_synth_dataset_v2.json', import.meta.url),
)
const texts: readonly { full_text: string; spans: readonly { entity_type: string; entity_value: string }[] }[] =
  existsSync(corpus) ? JSON.parse(readFileSync(corpus, 'utf8')).slice(0, 500) : []

/** What each place has to hold, so that it is known to have been used. */
const expected: Record<keyof Told, readonly RegExp[]> = {
  logs: [/"a tap failed"/, /"a tap held the thread"/, /could not be passed on/, /left an error behind/, /"caller":"/],
  metrics: [
    /breaker_state\{line="default",entry="breaking",hook="contribute"\} 2/,
    /detached_errors_total\{line="default",entry="failing"\} [12]/,
  ],
  alerts: [/breaker-open/, /deadline-missed/, /refused-signatures/],
  refusals: [/_UNTRUSTED/, /_BODY_INVALID/, /_EVENT_MISSING/, /_PATH_UNKNOWN/, /_MEDIA_TYPE/, /_METHOD/],
  health: [/breaker-open/],
  traces: [/"outcome":"failed"/, /"outcome":"invalid"/, /"outcome":"timed-out"/],
}

const nothing = { logs: [], metrics: [], alerts: [], refusals: [], health: [], traces: [] }

describe('a host with careless plugins', { timeout: 120_000 }, () => {
  it('answers 500 callers and names none of them in logs, metrics, alerts, refusals, health and traces', async () => {
    const { told, passed, statuses } = await runHost(async (host) => {
      await inTurns(people, (person, index) => host.post(JSON.stringify(callOf(person, index))))
      await inTurns(people.slice(0, 250), (person, index) =>
        host.post(JSON.stringify(eventOf(person, index, person.lastName))),
      )
      await inTurns(people.slice(250), (person, index) => sendRefused(host, person, index))
    })
    // it was told who they are
    expect(statuses[200]).toBeGreaterThanOrEqual(people.length + 250)
    expect(people.filter(({ firstName }) => passed.responses.includes(firstName)).length).toBeGreaterThan(250)
    expect(people.filter(({ lastName }) => passed.forwarded.includes(lastName)).length).toBeGreaterThan(150)
    expect(lacking(told)).toEqual([])
    expect(found(told, people.flatMap(markersOf))).toEqual(nothing)
  })

  it.skipIf(texts.length === 0)('repeats no sentence, name or number that was said during calls', async () => {
    const { told, statuses } = await runHost((host) =>
      inTurns(texts, ({ full_text }, index) => host.post(JSON.stringify(eventOf(holding, index, full_text)))),
    )
    expect(statuses[200]).toBeGreaterThanOrEqual(texts.length)
    const personal = ['PERSON', 'PHONE_NUMBER', 'EMAIL_ADDRESS', 'IBAN_CODE', 'STREET_ADDRESS']
    const words = texts.flatMap(({ spans }) =>
      spans.filter(({ entity_type }) => personal.includes(entity_type)).map(({ entity_value }) => entity_value),
    )
    // what is shorter may be part of a word of ours
    const long = [...words, ...texts.map(({ full_text }) => full_text)].filter((text) => text.length > 8)
    expect(long.length).toBeGreaterThan(800)
    expect(found(told, long)).toEqual(nothing)
  })
})

/** Sends something that is not taken, with the name and the number of somebody in each of its parts. */
async function sendRefused({ refuse }: Sending, person: Person, index: number): Promise<void> {
  const { number, firstName, lastName } = person
  const name = `${firstName} ${lastName}`
  const body = JSON.stringify(callOf(person, index))
  const headers = { 'user-agent': name, 'x-caller': number, referer: `http://example.net/${number}` }
  const kinds = [
    () => refuse(`/webhook?caller=${number}`, body, { ...headers, 'x-webhook-signature': number }),
    () => refuse('/webhook', body.slice(0, -3), 'signed'),
    () => refuse(`/webhook/${number}/${encodeURIComponent(name)}`, body, headers),
    () => refuse('/webhook', body, { ...headers, 'content-type': `text/${firstName}` }),
    () => refuse('/webhook', JSON.stringify({ [name]: number }), 'signed'),
    () => refuse(`/webhook#${number}`, undefined, headers),
  ]
  await kinds[index % kinds.length]?.()
}

function lacking(told: Told): string[] {
  return Object.entries(expected).flatMap(([place, patterns]) =>
    patterns.filter((pattern) => !pattern.test(told[place as keyof Told])).map((pattern) => `${place}: ${pattern}`),
  )
}

/** Which of the markers stand in what was told, whatever their case. */
function found(told: Told, markers: readonly string[]): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(told).map(([place, text]: [string, string]) => {
      const lower = text.toLowerCase()
      return [place, markers.filter((marker) => lower.includes(marker.toLowerCase()))]
    }),
  )
}

/** Does something for each item, five at once; the one who holds the thread comes alone, at the end. */
async function inTurns<Item>(items: readonly Item[], act: (item: Item, index: number) => Promise<void>): Promise<void> {
  const left = items.entries()
  const worker = async () => {
    for (const [index, item] of left) if (!Object.is(item, holding)) await act(item, index)
  }
  await Promise.all(Array.from({ length: 5 }, worker))
  for (const [index, item] of items.entries()) if (Object.is(item, holding)) await act(item, index)
}
