// Without the core, which takes long to load: what makes a plugin is its brand.
const brand = (definition) =>
  Object.assign(() => ({}), { [Symbol.for('preanswer.plugin')]: { apiVersion: 0, definition } })

const anything = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }

/** Ends its process in a tap on one hook. */
export const crashing = brand({
  name: 'crashing',
  options: anything,
  setup(hooks, { hook }) {
    hooks[hook].tap(() => process.exit(7))
  },
})
