import type { HostConfig, LineConfig } from '@preanswer/core'
import { callLimits } from '@preanswer/plugin-call-limits'
import { greeting } from '@preanswer/plugin-greeting'
import { vipModel } from '@preanswer/plugin-vip-model'
import { goldCallers, goldPatch, languages, saved, secret, timeZone } from '../job.ts'

/** A host with so many lines: each has its number, assistant, language and secret, and one in four options of its own. */
export function configWith(lines: number): HostConfig {
  return {
    secrets: secret,
    timeZone,
    assistant: saved,
    plugins: [
      vipModel({ tiers: { gold: { callers: [...goldCallers], patch: goldPatch } } }),
      greeting({ texts: { nl: ['Goedendag, u spreekt met {{brand}}.'], en: ['Good day, this is {{brand}}.'] } }),
      callLimits({ limits: [{ maxDurationSeconds: 600 }] }),
    ],
    lines: Array.from({ length: lines }, (_, index) => lineAt(index)),
  }
}

/** E.164. */
export function numberAt(index: number): string {
  return `+3120${1_000_000 + index}`
}

function lineAt(index: number): LineConfig {
  return {
    name: `branch-${index + 1}`,
    numbers: [numberAt(index)],
    language: languages[index % 2] ?? 'nl',
    secrets: `${secret}-${index}`,
    variables: { brand: `Branch ${index + 1}` },
    assistant: { ...saved, llm: { ...saved.llm, prompt: `${saved.llm.prompt} You work at branch ${index + 1}.` } },
    ...(index % 4 === 3
      ? { changes: { 'call-limits': { with: { limits: [{ maxDurationSeconds: 300 + (index % 300) }] } } } }
      : {}),
  }
}
