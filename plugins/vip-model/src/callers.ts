/** Who belongs to a tier: numbers in E.164, and prefixes, which are the first characters of such numbers. */
export interface TierCallers {
  readonly callers?: readonly string[] | undefined
  readonly prefixes?: readonly string[] | undefined
}

/** Numbers and prefixes, ready to be asked. */
export interface Callers {
  /** The tier of a number in E.164: its own entry, else the longest prefix; `undefined` when nothing lists it */
  tierOf(number: string): string | undefined
}

/** A number or prefix that a second tier lists too: where it stands, and the tier that had it first. */
export interface Doubled {
  readonly path: readonly [tier: string, list: 'callers' | 'prefixes', index: number]
  readonly firstTier: string
}

/** Prepares the lists of all tiers for look-ups. Of what several tiers list, the first tier has it. */
export function parseCallers(tiers: Readonly<Record<string, TierCallers>>): Callers {
  const callers = tierByListed(tiers, 'callers')
  const prefixes = tierByListed(tiers, 'prefixes')
  const lengths = [...new Set([...prefixes.keys()].map((prefix) => prefix.length))].sort((a, b) => b - a)

  return {
    tierOf(number) {
      const own = callers.get(number)
      if (own !== undefined) return own
      for (const length of lengths) {
        const tier = prefixes.get(number.slice(0, length))
        if (tier !== undefined) return tier
      }
      return undefined
    },
  }
}

/** All places where a tier lists what an earlier tier has already. Twice in one tier does no harm: not reported. */
export function findDoubled(tiers: Readonly<Record<string, TierCallers>>): readonly Doubled[] {
  return (['callers', 'prefixes'] as const).flatMap((list) => {
    const firstTiers = tierByListed(tiers, list)
    return Object.entries(tiers).flatMap(([tier, listed]) =>
      (listed[list] ?? []).flatMap((value, index) => {
        const firstTier = firstTiers.get(value)
        return firstTier === undefined || firstTier === tier ? [] : [{ path: [tier, list, index] as const, firstTier }]
      }),
    )
  })
}

function tierByListed(
  tiers: Readonly<Record<string, TierCallers>>,
  list: 'callers' | 'prefixes',
): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [tier, listed] of Object.entries(tiers)) {
    for (const value of listed[list] ?? []) if (!found.has(value)) found.set(value, tier)
  }
  return found
}
