export type { AskedCall, Inspected, WeekQuestion } from './inspected.ts'
export { createInspector, type Inspector, type InspectorOptions } from './inspector.ts'
export type {
  Answer,
  CallDetail,
  CallSummary,
  Change,
  Field,
  HistoryStep,
  HostView,
  LineView,
  PluginMark,
  PluginView,
  Question,
  RequestView,
  WeekAnswer,
  WeekDay,
  WeekHour,
  WeekView,
} from './view.ts'
