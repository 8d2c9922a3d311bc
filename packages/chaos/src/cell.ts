import { type HookName, hookTable } from '@preanswer/core'
import { type Fault, type FaultName, faultOf } from './faults.ts'

/** The five entries of a pipeline, in config order. Each is the same plugin. */
export const entryNames = ['first', 'second', 'third', 'fourth', 'fifth'] as const
export type EntryName = (typeof entryNames)[number]

/** Where a fault may be: at the beginning, in the middle, at the end. */
export const positions: readonly EntryName[] = ['first', 'third', 'fifth']

export const hookNames = Object.keys(hookTable) as readonly HookName[]

/** Which tap goes wrong in a call, and how. */
export interface Cell {
  readonly entry: EntryName
  readonly hook: HookName
  readonly fault: FaultName
}

/** The cells in the id of a call: that is how they get to the plugin, also in a worker. */
export function toCallId(cells: readonly Cell[], count: number): string {
  return [...cells.map(({ entry, hook, fault }) => `${entry}.${hook}.${fault}`), count].join('+')
}

/** The fault that this call asks of this tap. */
export function faultIn(callId: string | undefined, entry: string, hook: HookName): Fault | undefined {
  const start = `${entry}.${hook}.`
  const part = (callId ?? '').split('+').find((each) => each.startsWith(start))
  return part === undefined ? undefined : faultOf(part.slice(start.length))
}
