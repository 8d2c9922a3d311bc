export { type VersionMismatch, versionMismatch } from './api-version.ts'
export type { BreakerLimits, BreakerState } from './breaker.ts'
export type { BundledEntry, CallBundle } from './bundle.ts'
export type { Call, Customer, Facts, Line, OpeningHours } from './call.ts'
export { parseNumber } from './call.ts'
export { type CheckedConfig, configSchema, type HostConfig, type LineConfig } from './config.ts'
export { claimError } from './detached.ts'
export type { ExchangeDetail, HandedIn } from './detail.ts'
export type { Change, ChangedBudget, ChangedEntry, ChangedLine, Difference } from './difference.ts'
export { createDirectory, type Directory, type Listing } from './directory.ts'
export {
  type AnalysisPlanPatch,
  analysisPlanPatch,
  type Draft,
  e164,
  type LlmPatch,
  languageTag,
  llmPatch,
  type Message,
  type Patch,
  patchSchema,
  type Rejection,
  type Snapshot,
  type SttPatch,
  snapshotSchema,
  spokenText,
  sttPatch,
  type Tool,
  type TtsPatch,
  ttsPatch,
} from './draft.ts'
export {
  type ErrorCode,
  errorTable,
  type Finding,
  formatIssues,
  formatPath,
  type Issue,
  isPreanswerError,
  PreanswerError,
} from './errors.ts'
export type { EventName, ToolCall, WebhookEvent } from './event.ts'
export type { EntryHealth, Health, LineFault, LineFaultReason } from './health.ts'
export { type HookName, hookTable } from './hook-table.ts'
export { createHost, type Host, type HostOptions } from './host.ts'
export type { WorkerHealth } from './isolate/restarts.ts'
export type { MountOptions } from './koa.ts'
export { type SpokenText, speak } from './language.ts'
export { describeError, type Logger, maskNumber, maskNumbers } from './log.ts'
export type { ActiveOverride, Override, Overrides } from './override.ts'
export type { Plan, PlannedHook, PlannedTap } from './plan.ts'
export {
  definePlugin,
  type Entry,
  findPlugins,
  type Hook,
  type Hooks,
  type Isolation,
  type ObserveContext,
  type OnFailure,
  type Plugin,
  type PluginDefinition,
  type PluginFactory,
  pluginApiVersion,
  type Release,
  type ReviewContext,
  readPlugin,
  type SetupContext,
  type TapContext,
  type TapOptions,
} from './plugin.ts'
export type { EndedExchange, Listeners, RefusedWebhook } from './records.ts'
export type { LineStatus } from './run-lines.ts'
export { isSecret, isShowable, secret, withoutSecrets } from './secret.ts'
export { speakableValue } from './speech-text.ts'
export type { Degraded } from './tap-run.ts'
export type { Dropped, Outcome, ResponseKind, TapTrace, Trace } from './trace.ts'
export { issuesOf, keysOf } from './validate.ts'
export { type Rehearsal, type Reply, refusal, type Webhook } from './webhook.ts'
export type { DistrustCause, Verification, VerificationCheck } from './wire/diagnose.ts'
export type { DialectName } from './wire/dialect.ts'
export { importAssistant } from './wire/import.ts'
