import { parseNumber, type Reply } from '@preanswer/core'
import { z } from 'zod'
import { detailOfReply } from './detail.ts'
import type { Inspected } from './inspected.ts'
import { requestView } from './request.ts'
import type { Answer, Question } from './view.ts'
import { instantOf } from './wall-time.ts'

const at = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/, 'a date and a time, like 2026-12-24T20:00')
  .optional()

const questionSchema = z.union([
  z.strictObject({
    at,
    from: z.string().max(100),
    to: z.string().max(100),
    dialect: z.enum(['legacy', 'camel', 'snake']),
  }),
  z.strictObject({ at, body: z.string().max(262_144) }),
]) satisfies z.ZodType<Question>

/** Has a call tried by the real host, as somebody asks: nothing is left behind by it. */
export async function ask(given: unknown, inspected: Inspected, origin: string): Promise<Answer | { problem: string }> {
  const checked = questionSchema.safeParse(given)
  if (!checked.success) return { problem: 'Give two numbers or a body, and a time like 2026-12-24T20:00.' }
  const question = checked.data
  const { host } = inspected
  const receivedAt = question.at === undefined ? Date.now() : instantOf(question.at, zoneOf(inspected))
  if ('to' in question && parseNumber(question.to) === undefined) {
    return { problem: 'Write the dialed number in E.164, like +31201234567.' }
  }
  const body = 'body' in question ? question.body : inspected.webhookBody({ ...question, at: receivedAt })
  const reply = await host.answer({
    headers: {},
    body,
    trusted: true,
    detail: true,
    receivedAt,
    rehearsal: {},
  })
  return {
    call: detailOfReply(reply),
    request: requestView({ ...numbersOf(question, reply), body, receivedAt }, host.config, origin),
  }
}

/** Of the line; of this machine where the config names none. */
function zoneOf({ host }: Inspected): string {
  return host.config.timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone
}

function numbersOf(question: Question, { trace }: Reply): { caller?: string; dialedNumber?: string; dialect: string } {
  const dialect = trace?.dialect ?? 'snake'
  if (!('to' in question)) return { dialect }
  const caller = parseNumber(question.from)
  return { dialect, dialedNumber: question.to, ...(caller === undefined ? {} : { caller }) }
}
