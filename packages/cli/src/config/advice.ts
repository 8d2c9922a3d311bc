import type { Issue } from '@preanswer/core'
import { nearest } from './installed.ts'

/**
 * What to do about a problem, as far as what was found there tells: the nearest allowed word, or what people overlook.
 *
 * @param found What the file holds there
 * @returns `undefined` where the message says it all
 */
export function adviceFor({ path, message }: Issue, found: unknown): string | undefined {
  const key = String(path.findLast((part) => typeof part === 'string') ?? '')
  if (Array.isArray(found) && path.length === 0) return 'put the list under a key: plugins'
  if (typeof found === 'number' && /expected .*a text/.test(message)) return 'put the value in quotes'
  if (typeof found !== 'string') return undefined
  if (/expected .*number/.test(message)) return numberFor(found, key)
  if (/E\.164/.test(message) && found.startsWith('0')) return 'write the code of the country in place of the first 0'
  const near = nearest(found, wordsFor(message, found))
  return near === undefined ? undefined : `did you mean ${JSON.stringify(near)}?`
}

function numberFor(found: string, key: string): string | undefined {
  if (found.includes('${')) {
    const instead = key === 'port' ? ', or let `preanswer start` take PORT' : ''
    return `what comes from the environment is a text: write the number here${instead}`
  }
  if (/^\d+(?:\.\d+)?$/.test(found)) return 'write the number without quotes'
  const unit = key.endsWith('Ms') ? 'ms' : key.endsWith('Seconds') ? 'seconds' : undefined
  return unit === undefined ? undefined : `write the number alone: it is in ${unit}`
}

/** Words that a message allows, by name or by what it asks for. */
function wordsFor(message: string, found: string): readonly string[] {
  if (/IANA time zone/.test(message)) return Intl.supportedValuesOf('timeZone')
  if (/language tag/.test(message)) return /^[A-Za-z]+_[A-Za-z]+$/.test(found) ? [found.replace('_', '-')] : []
  if (!message.startsWith('expected ')) return []
  return [...message.matchAll(/"([^"]+)"/g)].map(([, word = '']) => word)
}
