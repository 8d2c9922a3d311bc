import type { FileSource, InlineSource, ListFile } from '@preanswer/number-list'

/** Who belongs to a tier: numbers in E.164, prefixes, which are the first characters of such numbers, and a file of both. */
export interface TierCallers {
  readonly callers?: readonly string[] | undefined
  readonly prefixes?: readonly string[] | undefined
  readonly file?: ListFile | undefined
}

/** One file for all tiers, with a column that names the tier. */
export interface TierFile extends ListFile {
  readonly tierColumn: string
}

/** A number or prefix that a second tier lists too: where it stands, and the tier that had it first. */
export interface Doubled {
  readonly path: readonly [tier: string, list: 'callers' | 'prefixes', index: number]
  readonly firstTier: string
}

/** Where the callers of all tiers come from: the config, then the files of the tiers, then the file for all. */
export function sourcesOf(
  tiers: Readonly<Record<string, TierCallers>>,
  file: TierFile | undefined,
): (InlineSource | FileSource)[] {
  const listed = Object.entries(tiers)
  return [
    ...listed.map(([value, { callers, prefixes }]) => ({ value, numbers: callers, prefixes })),
    ...listed.flatMap(([value, tier]) =>
      tier.file === undefined ? [] : [{ value, file: tier.file, at: ['tiers', value, 'file'] }],
    ),
    ...(file === undefined
      ? []
      : [{ file, value: { column: file.tierColumn, values: Object.keys(tiers) }, at: ['file'] }]),
  ]
}

/** All places where a tier lists what an earlier tier has already. Twice in one tier does no harm: not reported. */
export function findDoubled(tiers: Readonly<Record<string, TierCallers>>): readonly Doubled[] {
  return (['callers', 'prefixes'] as const).flatMap((list) => {
    const firstTiers = new Map<string, string>()
    return Object.entries(tiers).flatMap(([tier, listed]) =>
      (listed[list] ?? []).flatMap((value, index) => {
        const firstTier = firstTiers.get(value) ?? tier
        firstTiers.set(value, firstTier)
        return firstTier === tier ? [] : [{ path: [tier, list, index] as const, firstTier }]
      }),
    )
  })
}
