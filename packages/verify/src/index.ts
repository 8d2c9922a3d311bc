export { VerifyError } from './archive.ts'
export { type Problem, type RuleCode, rules } from './rules.ts'
export { type Verification, type VerifyOptions, verifyPlugin } from './verify.ts'
