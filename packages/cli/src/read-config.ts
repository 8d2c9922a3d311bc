import type { HostConfig } from '@preanswer/core'
import { loadConfig } from './config/load.ts'
import { exitCodes, Failure } from './exit-codes.ts'

/** A config file as a host takes it. */
export interface ReadConfig {
  /** Checked by `createHost` and `simulateCall`, not here; the command's own keys are left out */
  readonly config: HostConfig
  /** Absolute path of the folder that paths in options start from */
  readonly baseDir: string
}

/** Reads a config file: see `readConfig` of the package. */
export async function readConfig(file: string): Promise<ReadConfig> {
  const loaded = await loadConfig({ from: process.cwd(), named: file, environment: process.env })
  const { config, baseDir, issues, report } = loaded
  if (issues.length > 0) throw new Failure(exitCodes.config, report(issues))
  return { config, baseDir }
}
