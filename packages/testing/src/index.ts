export { type ReadBundle, readBundle } from './bundle.ts'
export { callerFrom, type NumberKind, vip, withheld } from './callers.ts'
export { type CallCase, callRows, checkCases } from './cases.ts'
export { at, clockChange, holiday } from './clock.ts'
export {
  type ConformanceCheck,
  type ConformanceOptions,
  type ConformanceResult,
  conformanceChecks,
  runConformance,
} from './conformance/run.ts'
export { type DialectName, type RequestOptions, requestBody } from './request.ts'
export { ring, type SimulatedCall, type SimulatedResult, simulateCall } from './simulate.ts'
export { type Reply, type Request, type Routes, reply, startUpstream, type Upstream } from './upstream.ts'
