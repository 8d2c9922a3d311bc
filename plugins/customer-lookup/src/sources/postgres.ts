import { parameterize } from '../template.ts'
import { requireInstalled } from './installed.ts'
import { type Source, SourceError } from './source.ts'

export interface PostgresOptions {
  /** `postgres://user:password@host/database`; a secret */
  readonly url: string
  /** A SELECT with places for the number: `SELECT * FROM customers WHERE phone = {e164}` */
  readonly query: string
  /** Most connections at once */
  readonly connections: number
}

/**
 * Asks PostgreSQL. The number is a parameter, a statement ends after `timeoutMs`, and connections are made when needed.
 *
 * @throws when `pg` is not installed
 */
export async function openPostgresSource(options: PostgresOptions, timeoutMs: number): Promise<Source> {
  requireInstalled('pg')
  const { default: pg } = await import('pg')
  const { text, parametersOf } = parameterize(options.query, (index) => `$${index}`)
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: 'preanswer',
    max: options.connections,
    connectionTimeoutMillis: timeoutMs,
    // the first ends the statement there, the second the wait here when nobody answers any more
    statement_timeout: timeoutMs,
    query_timeout: timeoutMs,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    allowExitOnIdle: true,
  })
  // an idle connection that breaks is replaced by the next question; without a listener it would end the process
  pool.on('error', () => {})

  return {
    async find(forms) {
      try {
        const { rows } = await pool.query(text, parametersOf(forms))
        return rows
      } catch (error) {
        throw failureOf(error)
      }
    },
    close: () => pool.end(),
  }
}

/** By the class of SQLSTATE, the first two characters. */
function failureOf(error: unknown): SourceError {
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) return new SourceError('source-down')
  if (code === '57014') return new SourceError('source-slow', { detail: code })
  // connections, resources, shutdown, errors of the system, of its configuration, and its own
  const isDown = ['08', '53', '57', '58', 'F0', 'XX'].includes(code.slice(0, 2))
  return new SourceError(isDown ? 'source-down' : 'source-refuses', { detail: code })
}
