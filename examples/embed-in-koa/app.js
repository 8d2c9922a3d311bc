import { createHost } from '@preanswer/core'
import { businessHours } from '@preanswer/plugin-business-hours'
import Koa from 'koa'

const closed = { reject: { nl: 'Wij zijn gesloten.', en: 'We are closed.' } }
const host = await createHost({
  secrets: process.env.PREANSWER_SECRET || 'development-secret',
  timeZone: 'Europe/Amsterdam',
  plugins: [businessHours({ hours: { 'mon-fri': ['09:00-17:30'] }, closed })],
})

const app = new Koa()
app.use(host.middleware())
app.use((context) => {
  context.body = 'The rest of the app.'
})
app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1')
