import { isRecord } from '../plain.ts'
import { camel } from './camel.ts'
import type { Dialect, DialectName } from './dialect.ts'
import { recordAt } from './fields.ts'
import { legacy } from './legacy.ts'
import { snake } from './snake.ts'

export { peekDialedNumber } from './fields.ts'

export const dialects: Readonly<Record<DialectName, Dialect>> = { legacy, camel, snake }

const snakeKeys = [
  'phone_number',
  'tool_call_list',
  'duration_seconds',
  'recording_url',
  'end_reason',
  'started_at',
  'ended_at',
]
const camelKeys = ['phoneNumber', 'toolCallList', 'durationSeconds']

/**
 * Tells the dialect from a body. Keys vote, the type of the call breaks a tie.
 *
 * @param fallback For a body that shows nothing
 * @returns The dialect and the event's name as it was sent; `undefined` when the body names no event
 */
export function detectDialect(body: unknown, fallback: DialectName): { dialect: Dialect; type: string } | undefined {
  if (!isRecord(body)) return undefined
  const { message, eventType } = body
  if (isRecord(message) && typeof message.type === 'string') {
    return {
      dialect: dialects[modernName(message) ?? (fallback === 'legacy' ? 'snake' : fallback)],
      type: message.type,
    }
  }
  return typeof eventType === 'string' ? { dialect: legacy, type: eventType } : undefined
}

function modernName(message: Readonly<Record<string, unknown>>): 'camel' | 'snake' | undefined {
  const callType = recordAt(message, 'call').type
  const byType =
    typeof callType !== 'string'
      ? undefined
      : callType.includes('_')
        ? 'snake'
        : /[a-z][A-Z]/.test(callType)
          ? 'camel'
          : undefined
  const snakeVotes = snakeKeys.filter((key) => Object.hasOwn(message, key)).length + Number(byType === 'snake')
  const camelVotes = camelKeys.filter((key) => Object.hasOwn(message, key)).length + Number(byType === 'camel')
  if (snakeVotes === camelVotes) return byType
  return snakeVotes > camelVotes ? 'snake' : 'camel'
}
