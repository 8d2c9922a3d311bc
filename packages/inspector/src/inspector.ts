import type { ErrorCode, Listeners, Logger } from '@preanswer/core'
import type { Middleware } from 'koa'
import { createApi } from './api.ts'
import { files } from './files.ts'
import { guard } from './guard.ts'
import type { Inspected } from './inspected.ts'
import { CallMemory, type Remembered, summarize } from './memory.ts'
import { Sessions } from './session.ts'
import { CallStream } from './stream.ts'

export interface InspectorOptions {
  /** Whoever has it sees everything: at least 16 characters that nobody guesses */
  readonly token: string
  /** Where the page is: `/inspector`, without a slash at its end */
  readonly path: string
  /** Names that it is reached by, besides localhost and addresses */
  readonly hosts?: readonly string[]
  /** Calls that are remembered; 1,000 where absent */
  readonly calls?: number
  readonly log: Logger
}

/** A page that shows every decision of a host, and answers what a caller would get. */
export interface Inspector {
  /** For the host, before it is there */
  readonly listeners: Required<Pick<Listeners, 'onExchange' | 'onRefusal'>>
  /** Answers below its path and passes everything else on */
  readonly middleware: Middleware
  /** Shows this host from now on; until then the page says that there is none */
  watch(inspected: Inspected): void
  /** Lets all pages go, so that a server can drain. Nothing is told any more */
  close(): void
}

/** Bytes of requests that are kept in memory. */
const maximumBytes = 128 * 1024 * 1024

/** Makes an inspector. It listens to nothing by itself: its middleware is mounted by the app of the host. */
export function createInspector({ token, path, hosts = [], calls = 1_000, log }: InspectorOptions): Inspector {
  const memory = new CallMemory({ maximumCalls: calls, maximumBytes })
  const stream = new CallStream()
  let inspected: Inspected | undefined
  const tell = (call: Remembered) => stream.tell(() => summarize(call))
  const guarded = [
    guard(hosts),
    files(path),
    createApi({ path, sessions: new Sessions(token), memory, stream, log, inspected: () => inspected }),
  ]
  return {
    listeners: {
      onExchange: (exchange) => tell(memory.addExchange(exchange)),
      onRefusal: (code: ErrorCode, refused) => {
        if (refused !== undefined) tell(memory.addRefusal(code, refused))
      },
    },
    middleware: below(path, guarded),
    watch(host) {
      inspected = host
    },
    close: () => stream.close(),
  }
}

/** Runs the middleware for what is at or below a path. */
function below(path: string, middleware: readonly Middleware[]): Middleware {
  return function inspect(context, next) {
    if (context.path !== path && !context.path.startsWith(`${path}/`)) return next()
    const run = async (index: number): Promise<void> => {
      await middleware[index]?.(context, () => run(index + 1))
    }
    return run(0)
  }
}
