import { definePlugin, type Patch } from '@preanswer/core'
import { assigner } from './assignment.ts'
import { wasExposed } from './exposure.ts'
import { optionsSchema, type Variant } from './options.ts'

/** Tries variants of an assistant on a share of the callers, and counts who met which. */
export const abTest = definePlugin({
  name: 'ab-test',
  options: optionsSchema,
  budgetMs: 5,
  setup(hooks, options, { log, report }) {
    const { experiment, variants, metadataKey = experiment } = options
    const assign = assigner(options)
    const remark = `experiment-${experiment}`
    const patches = new Map(Object.entries(variants).map(([name, variant]) => [name, patchOf(variant)]))
    const exposures = new Map<string, number>()
    const mark = (variant: string) => ({ metadata: { [metadataKey]: variant } })

    for (const [name, patch] of patches) {
      if (patch.assistantId === undefined) continue
      report({
        severity: 'warning',
        code: 'assistant-id-not-in-dialect',
        path: ['variants', name],
        message: `the dialects legacy and camel cannot carry the assistantId of ${name}`,
        hint: 'nothing to do where the platform speaks snake; else use a patch: such a call is as if the variant had none',
      })
    }

    hooks.contribute.tap(({ call, facts, note }) => {
      const assignment = assign(call, facts)
      if (assignment === undefined) return
      const { variant, isWithheld } = assignment
      note(remark)
      note(`variant-${variant}`)
      if (isWithheld) note('caller-withheld')
      const patch = patches.get(variant)
      // a dialect may not carry an assistantId: then the call must not look as if it had been one of the variant
      return patch?.assistantId === undefined
        ? { ...patch, metadata: { ...patch?.metadata, ...mark(variant).metadata } }
        : patch
    })

    if ([...patches.values()].some(({ assistantId }) => assistantId !== undefined)) {
      hooks.review.tap(({ call, facts, draft, note }) => {
        const assignment = assign(call, facts)
        const assistantId = assignment && patches.get(assignment.variant)?.assistantId
        if (assignment === undefined || assistantId === undefined) return
        return draft.assistantId === assistantId ? mark(assignment.variant) : note('variant-not-carried')
      })
    }

    hooks.observe.tap((context) => {
      const assignment = assign(context.call, context.facts)
      if (assignment === undefined) return
      // made anew each time that it is read
      const { trace } = context
      if (!wasExposed(trace, remark)) return
      const { variant, isWithheld } = assignment
      const count = (exposures.get(variant) ?? 0) + 1
      exposures.set(variant, count)
      log.info({ experiment, variant, isWithheld, count, exchange: trace.id }, 'exposed')
    })
  },
})

function patchOf({ patch, assistantId }: Variant): Patch {
  return assistantId === undefined ? (patch ?? {}) : { assistantId }
}
