import { parseNumber, type Reply } from '@preanswer/core'
import { z } from 'zod'
import { detailOfReply } from './detail.ts'
import { ownZone } from './host-view.ts'
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
  if ('to' in question && parseNumber(question.to) === undefined) {
    return { problem: 'Write the dialed number in E.164, like +31201234567.' }
  }
  const bodyAt = (at: number) => ('body' in question ? question.body : inspected.webhookBody({ ...question, at }))
  const zone = question.at === undefined ? '' : await zoneOf(bodyAt(Date.now()), host)
  const receivedAt = question.at === undefined ? Date.now() : instantOf(question.at, zone)
  const body = bodyAt(receivedAt)
  const reply = await rehearse(body, host, receivedAt)
  const numbers = numbersOf(question, reply)
  return {
    call: detailOfReply(reply),
    request: requestView({ ...numbers, body, receivedAt }, host.config, origin),
  }
}

function rehearse(body: string, host: Inspected['host'], receivedAt?: number): Promise<Reply> {
  const at = receivedAt === undefined ? {} : { receivedAt }
  return host.answer({ headers: {}, body, trusted: true, detail: true, rehearsal: {}, ...at })
}

/** The time zone of the line that is asked about. Only where lines differ it has to be found out. */
async function zoneOf(body: string, host: Inspected['host']): Promise<string> {
  const [first, ...others] = host.lines
  const differ = others.some(({ timeZone }) => timeZone !== first?.timeZone)
  const name = differ ? (await rehearse(body, host)).trace?.line : first?.name
  return host.lines.find((line) => line.name === name)?.timeZone ?? host.config.timeZone ?? ownZone()
}

function numbersOf(question: Question, { trace }: Reply): { caller?: string; dialedNumber?: string; dialect: string } {
  const dialect = trace?.dialect ?? 'snake'
  if (!('to' in question)) return { dialect }
  const caller = parseNumber(question.from)
  return { dialect, dialedNumber: question.to, ...(caller === undefined ? {} : { caller }) }
}
