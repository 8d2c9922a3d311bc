import { defineConfig } from 'preanswer'
import { __export__ } from './src/index.ts'

/** A host with the plugin in it, for `preanswer dev` and `preanswer simulate`. */
export default defineConfig({
  unsigned: true,
  language: 'en',
  languages: ['en', 'nl'],
  plugins: [__export__({ prefixes: ['+31'], greeting: { nl: 'Goedendag!', en: 'Good day!' } })],
})
