import Router from '@koa/router'
import { exitCodes, Failure } from '../exit-codes.ts'
import type { OpenedOverrides } from '../overrides/open.ts'
import type { Reloader } from '../reload.ts'

/**
 * The commands that a running host takes: `POST /reload` answers 200 with `{ difference }`, or 422 with `{ problems }`
 * where it keeps what it had; `POST /overrides` has it look at the overrides now, and answers 200 with `{ active }`.
 */
export function createControlRouter(reloader: Reloader, overrides: OpenedOverrides): Router {
  const router = new Router()
  router.post('/reload', async (context) => {
    try {
      context.body = { difference: await reloader.reload('command') }
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      context.status = error.exitCode === exitCodes.config ? 422 : 503
      context.body = { problems: error.message }
    }
  })
  router.post('/overrides', async (context) => {
    await overrides.refresh()
    context.body = { active: overrides.active() }
  })
  return router
}
