import { reply } from '@preanswer/testing'
import { conformance } from '@preanswer/testing/vitest'
import { describe } from 'vitest'
import { businessHours } from './index.ts'

const module = new URL('../dist/index.js', import.meta.url)
const timeZone = 'Europe/Amsterdam'
const hours = { 'mon-fri': ['09:00-17:30'] }

const calendar = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//preanswer//conformance//EN',
  'BEGIN:VEVENT',
  'UID:1',
  'DTSTAMP:20260101T000000Z',
  'DTSTART;VALUE=DATE:20260325',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n')

describe('with holidays', () => {
  const reject = {
    nl: 'We zijn gesloten. We zijn {{nextOpening}} weer open.',
    en: 'We are closed. We open again {{nextOpening}}.',
  }
  const options = { timeZone, hours, holidays: { country: 'NL' }, exemptTiers: ['gold'], closed: { reject } }
  conformance(businessHours, { module, options })
})

describe('with a calendar', () => {
  const closed = { patch: { firstMessage: 'We are closed.', llm: { prompt: 'Take a message.' } } }
  conformance(businessHours, {
    module,
    upstream: { 'GET /closed.ics': reply.text(calendar, 'text/calendar') },
    options: ({ url }) => ({ timeZone, hours, calendars: [{ url: `${url}/closed.ics` }], closed }),
  })
})
