export type { AskedCall, Inspected } from './inspected.ts'
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
  WeekCell,
  WeekView,
} from './view.ts'
