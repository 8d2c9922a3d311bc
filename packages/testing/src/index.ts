export { type DialectName, type RequestOptions, requestBody } from './request.ts'
export { type SimulatedCall, type SimulatedResult, simulateCall } from './simulate.ts'
