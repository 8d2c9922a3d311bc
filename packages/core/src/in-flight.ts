/** What is under way, so that somebody can wait for its end. */
export class InFlight {
  readonly #work = new Set<Promise<unknown>>()
  /** What waits for its turn of the loop */
  readonly #waiting = new Map<() => void, NodeJS.Immediate>()

  get size(): number {
    return this.#work.size
  }

  /** Counts work until it has ended. Returns it. */
  track<Work>(work: Promise<Work>): Promise<Work> {
    this.#work.add(work)
    const done = () => this.#work.delete(work)
    work.then(done, done)
    return work
  }

  /** Begins something in a later turn of the loop, once what is at hand is done. */
  begin(later: () => void): void {
    const start = () => {
      clearImmediate(this.#waiting.get(start))
      this.#waiting.delete(start)
      later()
    }
    this.#waiting.set(start, setImmediate(start))
  }

  /** Waits until nothing is left. What waits for its turn begins at once. */
  async ended(): Promise<void> {
    // work that ends leaves more behind, as an exchange its observers
    while (this.#work.size > 0 || this.#waiting.size > 0) {
      for (const start of [...this.#waiting.keys()]) start()
      await Promise.allSettled([...this.#work])
    }
  }
}
