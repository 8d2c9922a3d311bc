/** What is wrong, and where: keys and indexes from the top. */
export interface Problem {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** More than any schema needs, less than a patch may hold; an end for objects that share parts many times over. */
const maximumValues = 10_000

/**
 * The first thing in a value that JSON could not carry: a function, a class instance, a number that is not finite,
 * `__proto__`, more levels than allowed (or a circle). `undefined` when all is plain data.
 */
export function findNotPlain(value: unknown, maximumLevels: number): Problem | undefined {
  const size = { values: 0 }
  return search(value, [])

  function search(item: unknown, path: readonly (string | number)[]): Problem | undefined {
    size.values += 1
    if (size.values > maximumValues) return { path: [], message: `must hold at most ${maximumValues} values` }
    if (typeof item !== 'object' || item === null) {
      return isPlainScalar(item) ? undefined : { path, message: `must be plain data, not a ${kindOf(item)}` }
    }
    if (path.length >= maximumLevels) {
      return { path: path.slice(0, 3), message: `must nest at most ${maximumLevels} levels deep, and not in a circle` }
    }
    if (!isPlainObject(item)) return { path, message: 'must be plain data, not an instance of a class' }
    for (const [key, child] of Object.entries(item)) {
      if (key === '__proto__') return { path, message: 'must not hold the key __proto__' }
      const problem = search(child, [...path, Array.isArray(item) ? Number(key) : key])
      if (problem !== undefined) return problem
    }
    return undefined
  }
}

function isPlainScalar(value: unknown): boolean {
  return value === null || Number.isFinite(value) || ['string', 'boolean', 'undefined'].includes(typeof value)
}

function kindOf(value: unknown): string {
  return typeof value === 'number' ? 'number that is not finite' : typeof value
}

function isPlainObject(value: object): boolean {
  if (Array.isArray(value)) return true
  const prototype = Object.getPrototypeOf(value)
  // an object of another realm has that realm's Object.prototype, whose own prototype is null
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
