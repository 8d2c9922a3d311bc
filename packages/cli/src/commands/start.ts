import type { ExitCode } from '../exit-codes.ts'
import { type ServeOptions, serve } from '../serve.ts'

/** Runs a host until SIGTERM or SIGINT, then drains it. SIGHUP has it read its config again. */
export function start(options: ServeOptions): Promise<ExitCode> {
  let isAsked = false
  let reload = () => {
    isAsked = true
  }
  process.on('SIGHUP', () => reload())
  return serve(options, {
    async begin({ reloader }) {
      reload = () => {
        // why it failed is in the log
        void reloader.reload('signal').catch(() => {})
      }
      // the config may have been read by then
      if (isAsked) reload()
    },
  })
}
