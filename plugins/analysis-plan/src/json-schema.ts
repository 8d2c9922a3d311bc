import { type JsonSchema, loadExaminer, type SchemaReport } from './keywords.ts'
import { findNotPlain, type Problem } from './plain.ts'

/** Room for the levels of the plan around it, below the 64 that a patch may have. */
const maximumLevels = 60

/**
 * Checks that a value is a JSON Schema that asks for something: plain data, `type: 'object'` with `properties`, valid
 * by the meta-schema, all references resolvable. `$schema` chooses between draft-07 (where absent), 2019-09 and
 * 2020-12. Asynchronous because the checker is loaded when first needed.
 */
export async function checkSchema(schema: unknown): Promise<SchemaReport> {
  const problem = findNotPlain(schema, maximumLevels) ?? findShapeless(schema)
  if (problem !== undefined) return { problems: [problem], remarks: [] }
  const known = schema as JsonSchema
  const examine = await loadExaminer(known.$schema)
  if (examine !== undefined) return examine(known)
  return {
    problems: [{ path: ['$schema'], message: 'must be draft-07, 2019-09 or 2020-12, or left out' }],
    remarks: [],
  }
}

function findShapeless(schema: unknown): Problem | undefined {
  if (!isRecord(schema)) return { path: [], message: 'must be a JSON Schema, an object' }
  if (schema.type !== 'object') return { path: ['type'], message: 'must be `object`' }
  if (!isRecord(schema.properties) || Object.keys(schema.properties).length === 0) {
    return { path: ['properties'], message: 'must hold at least one property: there is nothing else to fill in' }
  }
  return undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
