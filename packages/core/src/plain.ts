/** How large a value may be before it is refused. */
export interface PlainLimits {
  readonly depth: number
  readonly values: number
  readonly characters: number
}

/** What a plugin may hand in. */
const outputLimits: PlainLimits = { depth: 64, values: 20_000, characters: 512 * 1024 }

/** Why a value could not be copied as plain data. */
export class NotPlainError extends Error {
  override readonly name = 'NotPlainError'
  readonly path: readonly (string | number)[]

  constructor(path: readonly (string | number)[], message: string) {
    super(message)
    this.path = path
  }
}

/**
 * Copies what a plugin hands in as plain data, so that it can be kept, merged and serialised: objects, arrays,
 * strings, finite numbers, booleans and null. Undefined properties are left out. The original is never changed.
 *
 * @param limits Those of what a plugin hands in where absent: depth 64, 20,000 values, 512 Ki characters
 * @throws {NotPlainError} for cycles, class instances, functions, symbols, BigInt, NaN, `__proto__`, and what exceeds the
 * limits; whatever a getter or a Proxy throws passes through
 */
export function copyPlain(value: unknown, limits: PlainLimits = outputLimits): unknown {
  return copy(value, [], { values: 0, characters: 0, limits })
}

/**
 * Whether `copyPlain` would give such a copy again, down to the order of the keys. Makes nothing, so it costs a fraction of
 * copying.
 *
 * @throws whatever a getter or a Proxy in the value throws
 */
export function isCopyOf(copied: unknown, value: unknown): boolean {
  if (value === copied) return !isObject(value) && typeof value !== 'symbol' && typeof value !== 'function'
  if (!isObject(value) || !isObject(copied)) return false
  if (Array.isArray(value)) {
    if (!Array.isArray(copied) || copied.length !== value.length) return false
    return copied.every((item, index) => isCopyOf(item, value[index] ?? null))
  }
  if (Array.isArray(copied) || !isPlainObject(value)) return false
  const keys = Object.keys(copied)
  let at = 0
  for (const key of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[key]
    if (item === undefined) continue
    if (keys[at] !== key || !isCopyOf((copied as Record<string, unknown>)[key], item)) return false
    at += 1
  }
  return at === keys.length
}

/** Freezes a tree of plain data that we own, so that no tap can change it for another. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const item of Object.values(value)) deepFreeze(item)
  return Object.freeze(value)
}

/** Whether plain data nests at most so deep. Does not recurse: what it guards against would overflow the stack. */
export function isShallowerThan(value: unknown, maximum: number): boolean {
  let level: object[] = isObject(value) ? [value] : []
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > maximum) return false
    const next: object[] = []
    for (const parent of level) {
      for (const child of Object.values(parent)) if (isObject(child)) next.push(child)
    }
    level = next
  }
  return true
}

/** An object that is not null: a record or an array. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** An object with string keys, as JSON writes between braces. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !Array.isArray(value)
}

interface Size {
  readonly limits: PlainLimits
  values: number
  characters: number
}

function copy(value: unknown, path: (string | number)[], size: Size): unknown {
  size.values += 1
  if (size.values > size.limits.values) throw new NotPlainError(path.slice(0, 1), 'too many values')
  switch (typeof value) {
    case 'string':
      count(value, path, size)
      return value
    case 'number':
      if (!Number.isFinite(value)) throw new NotPlainError([...path], 'not a finite number')
      return value
    case 'boolean':
    case 'undefined':
      return value
    case 'object':
      return value === null ? null : copyObject(value, path, size)
    default:
      throw new NotPlainError([...path], `a ${typeof value} is not data`)
  }
}

function copyObject(value: object, path: (string | number)[], size: Size): unknown {
  // depth ends cycles too
  if (path.length >= size.limits.depth) throw new NotPlainError(path.slice(0, 3), 'nested too deep, or in a circle')
  if (Array.isArray(value)) {
    const length = value.length
    if (length > size.limits.values) throw new NotPlainError([...path], 'too many values')
    return Array.from({ length }, (_, index) => copyAt(value, index, path, size) ?? null)
  }
  if (!isPlainObject(value)) throw new NotPlainError([...path], 'only plain objects are data')
  const result: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    if (key === '__proto__') throw new NotPlainError([...path], 'the key __proto__ is not allowed')
    count(key, path, size)
    const item = copyAt(value, key, path, size)
    if (item !== undefined) result[key] = item
  }
  return result
}

/** An object of another realm has that realm's Object.prototype, whose own prototype is null. */
function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function copyAt(parent: object, key: string | number, path: (string | number)[], size: Size): unknown {
  path.push(key)
  const item = copy((parent as Record<string | number, unknown>)[key], path, size)
  path.pop()
  return item
}

function count(text: string, path: (string | number)[], size: Size): void {
  size.characters += text.length
  if (size.characters > size.limits.characters) throw new NotPlainError(path.slice(0, 3), 'too much text')
}
