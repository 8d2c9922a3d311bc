/** Who set a value: an entry of the config and the run of its tap, or the config's own `snapshot`, `fallback`, `host`. */
export interface Owner {
  readonly entry: string
  /** Index of the tap's run in its exchange; absent for the config's own */
  readonly run?: number
}

/** Owners of two exchanges with the same taps are the same, though not the same object. */
export function isSameOwner(one: Owner, other: Owner): boolean {
  return one.run === other.run && one.entry === other.entry
}

export interface Override {
  readonly path: string
  readonly loser: Owner
  readonly winner: Owner
}

/** Every value has an owner: who set each path of a draft, and whom they overrode. */
export class Provenance {
  readonly #owners = new Map<string, Owner>()
  readonly overrides: Override[] = []

  own(path: string, owner: Owner): void {
    const loser = this.#owners.get(path)
    if (loser !== undefined && loser.run !== undefined && loser !== owner)
      this.overrides.push({ path, loser, winner: owner })
    // set again, so that paths stand in the order of the last change
    this.#owners.delete(path)
    this.#owners.set(path, owner)
  }

  /** Notes that a value was not taken because another stands. */
  lose(path: string, loser: Owner, winner: Owner): void {
    this.overrides.push({ path, loser, winner })
  }

  /** Who set exactly this path. */
  ownerAt(path: string): Owner | undefined {
    return this.#owners.get(path)
  }

  /** The owner of the path, or of the nearest path around it. */
  ownerOf(path: string): Owner | undefined {
    for (let at = path; at !== ''; at = parentOf(at)) {
      const owner = this.#owners.get(at)
      if (owner !== undefined) return owner
    }
    return undefined
  }

  /** Forgets a path and all below it; `by` is who made it go. */
  forget(path: string, by?: Owner): void {
    for (const [at, owner] of [...this.#owners]) {
      if (at !== path && !at.startsWith(`${path}.`) && !at.startsWith(`${path}[`)) continue
      this.#owners.delete(at)
      if (by !== undefined && owner.run !== undefined && owner !== by)
        this.overrides.push({ path: at, loser: owner, winner: by })
    }
  }

  /** Names of those who set something at or below a path. */
  entriesUnder(path: string): string[] {
    return this.paths()
      .filter(
        ([at, owner]) =>
          owner.run !== undefined && (at === path || at.startsWith(`${path}.`) || at.startsWith(`${path}[`)),
      )
      .map(([, owner]) => owner.entry)
  }

  paths(): [string, Owner][] {
    return [...this.#owners]
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['), 0))
}
