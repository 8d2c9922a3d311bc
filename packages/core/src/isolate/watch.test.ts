import { describe, expect, it } from 'vitest'
import { lookAt, type Watched } from './watch.ts'

const capMb = 100

interface Seen {
  readonly state?: Watched['state']
  readonly silentMs?: number
  /** MiB, at its last beat */
  readonly holdsMb?: number
  /** MiB by which the process grew since */
  readonly grownMb?: number
  readonly owes?: number
  readonly running?: number
  readonly isWanted?: boolean
}

function look({
  state = 'ready',
  silentMs = 0,
  holdsMb = 10,
  grownMb = 0,
  owes = 1,
  running = 1,
  isWanted = true,
}: Seen) {
  const owed = new Set(Array.from({ length: owes }, (_, job) => job))
  const watched = { state, owed, running, memoryMb: holdsMb, silentMs: () => silentMs, grownMb: () => grownMb }
  return lookAt(watched, capMb, isWanted)
}

describe('lookAt', () => {
  it.each<{ what: string; seen: Seen; finds: string | undefined }>([
    { what: 'a worker that beats', seen: { silentMs: 29 }, finds: undefined },
    { what: 'one that has not beaten for 30 ms', seen: { silentMs: 30 }, finds: 'silent' },
    { what: 'one that is leaving and does not beat', seen: { state: 'leaving', silentMs: 30 }, finds: 'silent' },
    { what: 'one that starts', seen: { state: 'starting', silentMs: 5_000 }, finds: undefined },
    { what: 'a held one that beats again', seen: { state: 'held', silentMs: 29 }, finds: 'back' },
    { what: 'a held one whose tap has time left', seen: { state: 'held', silentMs: 900 }, finds: undefined },
    {
      what: 'a held one whose tap has none, soon',
      seen: { state: 'held', silentMs: 99, isWanted: false },
      finds: undefined,
    },
    { what: 'a held one whose tap has none', seen: { state: 'held', silentMs: 100, isWanted: false }, finds: 'held' },
    {
      what: 'one held by nobody known',
      seen: { state: 'held', silentMs: 999, running: 0, isWanted: false },
      finds: undefined,
    },
    {
      what: 'one held by nobody known for a second',
      seen: { state: 'held', silentMs: 1_000, running: 0, isWanted: false },
      finds: 'held',
    },
    {
      what: 'a held one with which the process grows',
      seen: { state: 'held', silentMs: 50, grownMb: 101 },
      finds: 'out-of-memory',
    },
    { what: 'one at its cap', seen: { holdsMb: 100 }, finds: undefined },
    { what: 'one above its cap', seen: { holdsMb: 101 }, finds: 'large' },
    { what: 'one above twice its cap', seen: { holdsMb: 201 }, finds: 'out-of-memory' },
    { what: 'one that is leaving and has work', seen: { state: 'leaving', holdsMb: 101 }, finds: undefined },
    { what: 'one that is leaving and has none', seen: { state: 'leaving', owes: 0 }, finds: 'done' },
  ])('finds $finds for $what', ({ seen, finds }) => {
    expect(look(seen)).toBe(finds)
  })
})
