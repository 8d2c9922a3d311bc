import { defineConfig } from 'preanswer'
import { returningCaller } from './returning-caller.ts'

export default defineConfig({
  secrets: process.env.PREANSWER_SECRET || 'development-secret',
  plugins: [returningCaller({ names: { '+31612345678': 'Ms Jansen' } })],
})
