/** What an error code means, what to do about it, and the HTTP status where the platform sees it. */
interface ErrorRow {
  readonly message: string
  readonly hint: string
  readonly status?: number
}

/** Every error of preanswer. `docs/errors.md` has a heading for each, and a test compares them. */
export const errorTable = {
  PREANSWER_CONFIG_INVALID: {
    message: 'The config has problems.',
    hint: 'Mend each listed problem; `preanswer check` lists them without starting.',
  },
  PREANSWER_PLAN_TOO_LONG: {
    message: 'The budgets do not fit before the deadline.',
    hint: 'Lower the largest `budgetMs` in the listed sum, or remove an entry.',
  },
  PREANSWER_PLUGIN_INVALID: {
    message: 'This is not a plugin that this version of preanswer can run.',
    hint: 'Make it with `definePlugin`, and keep the plugin and the core at the same plugin API version.',
  },
  PREANSWER_SETUP_FAILED: {
    message: "A plugin's setup failed.",
    hint: 'The cause names the reason; mend the options of the entry, or remove it.',
  },
  PREANSWER_SETUP_TIMED_OUT: {
    message: "A plugin's setup did not end in time.",
    hint: 'Do slow work in the background after setup, or see why what it waits for does not answer.',
  },
  PREANSWER_TAP_MISPLACED: {
    message: 'A tap was added in the wrong place.',
    hint: 'Add taps inside `setup`, before it ends, with a function and a positive `budgetMs`.',
  },
  PREANSWER_HOST_CLOSED: {
    message: 'The host is closed.',
    hint: 'Create a new host, or stop sending webhooks to this one before closing it.',
    status: 503,
  },
  PREANSWER_PATH_UNKNOWN: {
    message: 'Nothing is served at this path.',
    hint: 'Point the platform at the path of the host, by default /webhook.',
    status: 404,
  },
  PREANSWER_METHOD_NOT_ALLOWED: {
    message: 'Webhooks arrive by POST.',
    hint: 'Send a POST request.',
    status: 405,
  },
  PREANSWER_MEDIA_TYPE_UNSUPPORTED: {
    message: 'Only application/json in UTF-8, not compressed, is read.',
    hint: 'Send Content-Type: application/json and no Content-Encoding.',
    status: 415,
  },
  PREANSWER_BODY_TOO_LARGE: {
    message: 'The body is larger than 256 KiB.',
    hint: 'Send a smaller body; no known webhook of the platform comes near this.',
    status: 413,
  },
  PREANSWER_BODY_INVALID: {
    message: 'The body is not JSON that can be read.',
    hint: 'Send one JSON value in UTF-8, nested at most 64 levels deep.',
    status: 400,
  },
  PREANSWER_UNTRUSTED: {
    message: 'The webhook is not trusted.',
    hint: 'Check the secret on both sides, and that nothing between changes the body.',
    status: 401,
  },
  PREANSWER_EVENT_MISSING: {
    message: 'The body names no event.',
    hint: 'Send `message.type`, or `eventType` in the legacy dialect.',
    status: 400,
  },
  PREANSWER_BODY_CONSUMED: {
    message: 'The body was read before preanswer saw it, and its bytes were not kept.',
    hint: 'Mount preanswer before the body parser, or use a parser that keeps `ctx.request.rawBody`.',
    status: 500,
  },
  PREANSWER_TAP_FAILED: {
    message: 'A tap threw, or its promise was rejected.',
    hint: 'See the cause; until it is mended the entry is treated as its `onFailure` says.',
  },
  PREANSWER_TAP_TIMED_OUT: {
    message: 'A tap spent its budget.',
    hint: 'Raise its `budgetMs`, or make the tap honour `signal` and finish sooner.',
  },
  PREANSWER_WORKER_CRASHED: {
    message: 'The worker of an isolated plugin ended while a tap ran in it.',
    hint: 'See the log for why it ended; the entry has a new worker meanwhile.',
  },
  PREANSWER_WORKER_GIVEN_UP: {
    message: 'The workers of an isolated plugin ended five times in a row, and no more are started.',
    hint: 'See the log for why they ended; mend the plugin and start the host again.',
  },
  PREANSWER_TAP_OUTPUT_INVALID: {
    message: 'A tap returned something that is not a valid answer to its hook.',
    hint: 'Return what the hook asks for, as plain data; the issues say what was found.',
  },
} as const satisfies Record<string, ErrorRow>

export type ErrorCode = keyof typeof errorTable

/** One problem among several: where it is, what is wrong, and what to do. */
export interface Issue {
  /** Keys and indexes from the top of the config, patch or options */
  readonly path: readonly (string | number)[]
  readonly message: string
  readonly hint?: string
}

/** Something that an operator should know before the first call. `preanswer check` prints them. */
export interface Finding {
  /** `error`: calls would not be answered as written; `note`: worth a look, nothing to mend */
  readonly severity: 'error' | 'warning' | 'note'
  /** kebab-case: `legacy-without-fallback` */
  readonly code: string
  /** Keys and indexes from the top of the config */
  readonly path?: readonly (string | number)[]
  readonly message: string
  /** What to do; absent where there is nothing to do */
  readonly hint?: string
}

/**
 * The one error class. `code` tells errors apart, `message` holds no values, `issues` and `cause` hold the details.
 * Compare `code`, never `instanceof`: a tree can hold two copies of the core.
 */
export class PreanswerError extends Error {
  override readonly name = 'PreanswerError'
  readonly code: ErrorCode
  readonly hint: string
  /** HTTP status, for the errors that the platform sees; 500 for the others */
  readonly status: number
  readonly issues: readonly Issue[]

  constructor(code: ErrorCode, details: { issues?: readonly Issue[]; cause?: unknown } = {}) {
    const row: ErrorRow = errorTable[code]
    super(row.message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.hint = row.hint
    this.status = row.status ?? 500
    this.issues = details.issues ?? []
  }
}

/** Tells whether a value is an error of preanswer, also of another copy of the core. */
export function isPreanswerError(value: unknown): value is PreanswerError {
  try {
    return (
      value instanceof Error &&
      value.name === 'PreanswerError' &&
      Object.hasOwn(errorTable, (value as PreanswerError).code)
    )
  } catch {
    // a Proxy or a getter of a plugin's
    return false
  }
}

/** One line a problem, each with its path: `plugins[2].with.hours: …`. */
export function formatIssues(issues: readonly Issue[]): string {
  return issues
    .map(({ path, message, hint }) => {
      const where = path.length === 0 ? '' : `${formatPath(path)}: `
      return `${where}${message}${hint === undefined ? '' : ` (${hint})`}`
    })
    .join('\n')
}

/** `['plugins', 2, 'with']` as `plugins[2].with`. */
export function formatPath(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    const name = /^[\w$-]+$/.test(key) ? key : JSON.stringify(key)
    return text === '' ? name : `${text}.${name}`
  }, '')
}
