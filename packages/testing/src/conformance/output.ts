import { inPlugin, type Probe } from './probe.ts'

/**
 * Writes down what a plugin prints.
 *
 * @returns A function that ends it
 */
export function hearOutput(probe: Probe): () => void {
  const hear = (...given: unknown[]) => {
    if (inPlugin.getStore() === probe) probe.written.push(given.map(String).join(' '))
  }
  const streams = [process.stdout, process.stderr].map((stream) => replaced(stream, 'write', hear))
  // a test runner may have a console that does not write there
  const methods = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => replaced(console, name, hear))
  return () => {
    for (const restore of [...streams, ...methods]) restore()
  }
}

function replaced<Name extends string>(
  owner: Record<Name, (...given: never[]) => unknown>,
  name: Name,
  hear: (...given: unknown[]) => void,
): () => void {
  const original = owner[name]
  owner[name] = function heard(this: unknown, ...given: never[]) {
    hear(...given)
    return original.apply(this, given)
  }
  return () => {
    owner[name] = original
  }
}
