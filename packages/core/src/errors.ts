/** What an error code means, what to do about it, and the HTTP status where the platform sees it. */
interface ErrorRow {
  /** Where: the process does not start, the platform is told, or the trace has it */
  readonly seen: 'start' | 'webhook' | 'tap'
  readonly message: string
  /** More about how it comes about, in Markdown as on a page of `docs` */
  readonly cause: string
  /** What to do */
  readonly hint: string
  readonly status?: number
}

/** Every error of preanswer. `docs/errors.md` is made of it. */
export const errorTable = {
  PREANSWER_CONFIG_INVALID: {
    seen: 'start',
    message: 'The config has problems.',
    cause:
      'All problems are listed at once, each with its path, what is allowed there and the nearest known name. In YAML and JSON there are the line and the lines around it too.',
    hint: 'Mend each listed problem; `preanswer check` lists them without starting.',
  },
  PREANSWER_PLAN_TOO_LONG: {
    seen: 'start',
    message: 'The budgets do not fit before the deadline.',
    cause:
      'The slowest `identify`, all `screen`, the slowest `contribute` and all `review` taps together take longer than the platform waits, less the margin. The first issue is the sum, the others are the budgets to change and by how much.',
    hint: 'Lower the largest `budgetMs` in the listed sum, or remove an entry.',
  },
  PREANSWER_PLUGIN_INVALID: {
    seen: 'start',
    message: 'This is not a plugin that this version of preanswer can run.',
    cause:
      '`definePlugin` was given something that is not a plugin: no kebab-case `name`, no `setup` function, or a `budgetMs` that is not a positive number.',
    hint: 'Make it with `definePlugin`, and keep the plugin and the core at the same plugin API version.',
  },
  PREANSWER_SETUP_FAILED: {
    seen: 'start',
    message: "A plugin's setup failed.",
    cause:
      'The `setup` of a plugin threw, or its promise was rejected. The issue names the entry, and what the plugin says. What other plugins had taken by then was released. After an [outage](lifecycle.md#failure) the host starts without the plugin instead, unless its entry says `required: true`.',
    hint: 'The cause names the reason; mend the options of the entry, or remove it.',
  },
  PREANSWER_SETUP_TIMED_OUT: {
    seen: 'start',
    message: "A plugin's setup did not end in time.",
    cause:
      'The `setup` of a plugin took more than 10 seconds, and its entry says `required: true`: without that the host starts without the plugin and tries again.',
    hint: 'Do slow work in the background after setup, or see why what it waits for does not answer.',
  },
  PREANSWER_TAP_MISPLACED: {
    seen: 'start',
    message: 'A tap was added in the wrong place.',
    cause:
      'A tap was added after `setup` had ended, without a function, or with a `budgetMs` that is not a positive number of milliseconds.',
    hint: 'Add taps inside `setup`, before it ends, with a function and a positive `budgetMs`.',
  },
  PREANSWER_HOST_CLOSED: {
    seen: 'webhook',
    message: 'The host is closed.',
    cause: 'The host was closed. In code, `host.hooks` throw it too.',
    hint: 'Create a new host, or stop sending webhooks to this one before closing it.',
    status: 503,
  },
  PREANSWER_PATH_UNKNOWN: {
    seen: 'webhook',
    message: 'Nothing is served at this path.',
    cause:
      'The host answers at `server.path`, by default `/webhook`, to the letter: without a slash at the end, in this case.',
    hint: 'Point the platform at the path of the host, by default /webhook.',
    status: 404,
  },
  PREANSWER_METHOD_NOT_ALLOWED: {
    seen: 'webhook',
    message: 'Webhooks arrive by POST.',
    cause:
      'The platform sends webhooks by POST; something else asked: a browser, or a check of health that belongs to `/healthz`.',
    hint: 'Send a POST request.',
    status: 405,
  },
  PREANSWER_MEDIA_TYPE_UNSUPPORTED: {
    seen: 'webhook',
    message: 'Only application/json in UTF-8, not compressed, is read.',
    cause: 'The headers say that the body is something else than JSON, or that it is compressed.',
    hint: 'Send Content-Type: application/json and no Content-Encoding.',
    status: 415,
  },
  PREANSWER_BODY_TOO_LARGE: {
    seen: 'webhook',
    message: 'The body is larger than 256 KiB.',
    cause: 'What is larger is not read to its end.',
    hint: 'Send a smaller body; no known webhook of the platform comes near this.',
    status: 413,
  },
  PREANSWER_BODY_INVALID: {
    seen: 'webhook',
    message: 'The body is not JSON that can be read.',
    cause: 'The body is not JSON in strict UTF-8 without a byte order mark, or is nested more than 64 levels deep.',
    hint: 'Send one JSON value in UTF-8, nested at most 64 levels deep.',
    status: 400,
  },
  PREANSWER_UNTRUSTED: {
    seen: 'webhook',
    message: 'The webhook is not trusted.',
    cause:
      'The signature is missing, malformed, made with another secret, or more than 300 seconds off; or the bearer or path token is wrong. The response does not say which; `preanswer send URL` tells the likely cause from outside. The usual ones:\n\n- the secret differs, or has a newline at its end;\n- something between the platform and us parsed the body and wrote it anew;\n- a clock is off;\n- a development secret (`development-…`) or `unsigned` is used from another machine, or through a proxy: both count for callers on this machine only.',
    hint: 'Check the secret on both sides, and that nothing between changes the body.',
    status: 401,
  },
  PREANSWER_EVENT_MISSING: {
    seen: 'webhook',
    message: 'The body names no event.',
    cause: 'Neither of the two keys that name it is there. Everything else that is odd about a webhook is survived.',
    hint: 'Send `message.type`, or `eventType` in the legacy dialect.',
    status: 400,
  },
  PREANSWER_BODY_CONSUMED: {
    seen: 'webhook',
    message: 'The body was read before preanswer saw it, and its bytes were not kept.',
    cause:
      'A body parser read the body before preanswer saw it, and kept no bytes to check the signature with. koa-bodyparser and @koa/bodyparser keep them.',
    hint: 'Mount preanswer before the body parser, or use a parser that keeps `ctx.request.rawBody`.',
    status: 500,
  },
  PREANSWER_TAP_FAILED: {
    seen: 'tap',
    message: 'A tap threw, or its promise was rejected.',
    cause:
      "The trace and the log have the error's class and the first lines of its stack, not its message: that may quote the caller.",
    hint: 'See the cause; until it is mended the entry is treated as its `onFailure` says.',
  },
  PREANSWER_TAP_TIMED_OUT: {
    seen: 'tap',
    message: 'A tap spent its budget.',
    cause: 'Nobody waits for it any more, and what comes after its budget is dropped.',
    hint: 'Raise its `budgetMs`, or make the tap honour `signal` and finish sooner.',
  },
  PREANSWER_WORKER_CRASHED: {
    seen: 'tap',
    message: 'The worker of an isolated plugin ended while a tap ran in it.',
    cause:
      "The plugin of an [isolated](isolation.md) entry ended its process, threw what nobody caught, or held too much memory. `reason` in the trace is `crashed`. The other calls' taps run again in the second worker.",
    hint: 'See the log for why it ended; the entry has a new worker meanwhile.',
  },
  PREANSWER_WORKER_GIVEN_UP: {
    seen: 'tap',
    message: 'The workers of an isolated plugin ended five times in a row, and no more are started.',
    cause: 'Its taps fail at once with the reason `given-up`. `host.health()` has the reason of the last end.',
    hint: 'See the log for why they ended; mend the plugin and start the host again.',
  },
  PREANSWER_TAP_OUTPUT_INVALID: {
    seen: 'tap',
    message: 'A tap returned something that is not a valid answer to its hook.',
    cause:
      '`reason` in the trace is `schema` (an unknown key, a wrong type, a value out of range), `not-plain-data` (a cycle, a class instance, a function, too large) or `unreadable` (a getter threw). The log names the fields.',
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
