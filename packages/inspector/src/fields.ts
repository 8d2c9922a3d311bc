import type { Change, Field } from './view.ts'

/** A value taken apart: each path and what stands there. A list of plain values is one value. */
export function flatten(value: unknown, path = ''): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || isPlainList(value) || Object.keys(value).length === 0) {
    return new Map(path === '' ? [] : [[path, value]])
  }
  const below = Object.entries(value).flatMap(([key, item]) => [
    ...flatten(item, join(path, key, Array.isArray(value))),
  ])
  return new Map(below)
}

/** What is different in the second value, path by path. */
export function changesBetween(before: unknown, after: unknown): Change[] {
  const [old, now] = [flatten(before), flatten(after)]
  const paths = [...new Set([...old.keys(), ...now.keys()])]
  return paths
    .filter((path) => JSON.stringify(old.get(path)) !== JSON.stringify(now.get(path)))
    .map((path) => ({
      path,
      ...(old.has(path) ? { before: old.get(path) } : {}),
      ...(now.has(path) ? { after: now.get(path) } : {}),
    }))
}

/**
 * Each field of a value with its owner.
 *
 * @param owners By path; what has none of its own belongs to the owner of the path around it
 */
export function ownedFields(
  value: unknown,
  owners: Readonly<Record<string, string>>,
  overridden: readonly { readonly path: string; readonly entry: string }[] = [],
): Field[] {
  return [...flatten(value)].map(([path, item]) => ({
    path,
    value: item,
    owner: ownerOf(path, owners),
    overrode: [...new Set(overridden.filter((one) => one.path === path).map(({ entry }) => entry))],
  }))
}

function ownerOf(path: string, owners: Readonly<Record<string, string>>): string {
  const below = Object.keys(owners).find((owned) => owned.startsWith(`${path}[`) || owned.startsWith(`${path}.`))
  for (let at = Object.hasOwn(owners, path) ? path : (below ?? path); at !== ''; at = parentOf(at)) {
    if (Object.hasOwn(owners, at)) return owners[at] ?? 'host'
  }
  return 'host'
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['), 0))
}

function join(path: string, key: string, isList: boolean): string {
  if (isList) return `${path}[${key}]`
  return path === '' ? key : `${path}.${key}`
}

function isPlainList(value: object): boolean {
  return Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null)
}
