import type { Ajv, Options } from 'ajv'
import type { Problem } from './plain.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

/** What the check of a schema found. Paths start at the schema's top. */
export interface SchemaReport {
  /** Why it cannot be used */
  readonly problems: readonly Problem[]
  /** What is legal and yet looks like a slip: an unknown keyword, a required property that is not declared */
  readonly remarks: readonly string[]
}

/** Examines the keywords of a schema of one draft. */
export type Examine = (schema: JsonSchema) => SchemaReport

const drafts = [
  { uri: 'http://json-schema.org/draft-07/schema', load: async () => (await import('ajv')).Ajv },
  { uri: 'https://json-schema.org/draft/2019-09/schema', load: async () => (await import('ajv/dist/2019.js')).Ajv2019 },
  { uri: 'https://json-schema.org/draft/2020-12/schema', load: async () => (await import('ajv/dist/2020.js')).Ajv2020 },
] as const

const examiners = new Map<string, Promise<Examine>>()

/**
 * Loads Ajv for a draft, once: some 90 ms that only those pay who have a schema.
 *
 * @param uri The schema's `$schema`; draft-07 where absent
 * @returns `undefined` for a draft that Ajv does not know
 */
export async function loadExaminer(uri: unknown = drafts[0].uri): Promise<Examine | undefined> {
  const draft = drafts.find((known) => uri === known.uri || uri === `${known.uri}#`)
  if (draft === undefined) return undefined
  const examiner = examiners.get(draft.uri) ?? draft.load().then(createExaminer)
  examiners.set(draft.uri, examiner)
  return examiner
}

function createExaminer(Checker: new (options: Options) => Ajv): Examine {
  const remarks = new Set<string>()
  const ajv = new Checker({
    allErrors: true,
    // the platform may know keywords and formats that Ajv does not
    strict: false,
    strictSchema: 'log',
    strictRequired: 'log',
    validateFormats: false,
    // a pattern that is fine elsewhere need not be fine under the u flag
    unicodeRegExp: false,
    logger: {
      log() {},
      error() {},
      warn: (text: string) => remarks.add(text.replace(/^strict mode: | \(strict\w+\)$/g, '')),
    },
  })

  return function examine(schema) {
    remarks.clear()
    try {
      if (ajv.validateSchema(schema) !== true) return { problems: problemsOf(ajv.errors ?? [], schema), remarks: [] }
      ajv.compile(schema)
      return { problems: [], remarks: [...remarks] }
    } catch (error) {
      // what the meta-schema cannot see: a reference to nowhere, a pattern that is no regular expression
      const message = error instanceof Error ? error.message : 'cannot be compiled'
      return { problems: [{ path: [], message }], remarks: [] }
    } finally {
      // two plans may carry the same $id
      ajv.removeSchema(schema)
    }
  }
}

/** One problem a place: where several alternatives fail, the first says most. */
function problemsOf(errors: NonNullable<Ajv['errors']>, schema: JsonSchema): readonly Problem[] {
  const seen = new Set<string>()
  const first = errors.filter(({ instancePath }) => !seen.has(instancePath) && seen.add(instancePath))
  return first.map(({ instancePath, message = 'is not valid', params }) => ({
    path: pathOf(instancePath, schema),
    message: Array.isArray(params.allowedValues) ? `${message}: ${params.allowedValues.join(', ')}` : message,
  }))
}

function pathOf(pointer: string, schema: JsonSchema): (string | number)[] {
  let parent: unknown = schema
  return pointer
    .split('/')
    .slice(1)
    .map((step) => {
      const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
      const key = Array.isArray(parent) ? Number(name) : name
      parent = (parent as Record<string | number, unknown>)[key]
      return key
    })
}
