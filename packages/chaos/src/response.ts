import { z } from 'zod'

const text = z.string().min(1)

/** What the platform documents for an `assistant-request` in snake case, as far as the pipelines here make use of it. */
export const responseSchema = z.union([
  z.strictObject({ error: text.max(500) }),
  z.strictObject({
    assistant: z
      .strictObject({
        first_message: text,
        llm_config: z.strictObject({
          provider: text,
          model: text,
          messages: z.array(z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: text })),
        }),
        metadata: z.record(z.string(), z.unknown()),
      })
      .partial(),
  }),
])

export type Response = z.output<typeof responseSchema>
