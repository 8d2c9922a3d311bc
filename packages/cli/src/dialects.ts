/** The shapes that a test call can have. */
export const dialects = ['camel', 'snake', 'legacy'] as const

export type Dialect = (typeof dialects)[number]
