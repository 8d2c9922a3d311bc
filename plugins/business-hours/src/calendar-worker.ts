import { parentPort, workerData } from 'node:worker_threads'
import { parseCalendar } from './calendar.ts'

const { text, range } = workerData
parentPort?.postMessage(parseCalendar(text, range))
