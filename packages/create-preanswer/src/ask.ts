import { confirm, isCancel, select, text } from '@clack/prompts'
import { nameProblem, packageNameFor, type Template } from './names.ts'

/** Somebody left a question by Ctrl-C. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

export async function askTemplate(): Promise<Template> {
  const choices: { value: Template; label: string; hint: string }[] = [
    { value: 'host', label: 'A host', hint: 'a config and the command, ready to deploy' },
    { value: 'plugin', label: 'A plugin', hint: 'for npm, with its tests' },
  ]
  return answered(await select({ message: 'What shall it be?', options: choices }))
}

export async function askFolder(template: Template): Promise<string> {
  const usual = template === 'host' ? 'my-host' : 'my-plugin'
  const answer = answered(await text({ message: 'In which folder?', placeholder: usual, defaultValue: usual }))
  return answer.trim()
}

export async function askName(template: Template, folder: string): Promise<string> {
  const usual = packageNameFor(template, folder)
  return answered(
    await text({
      message: 'What is the package called?',
      placeholder: usual,
      defaultValue: usual,
      validate: (name) => (name ? nameProblem(template, name) : undefined),
    }),
  )
}

export async function askInstall(command: string): Promise<boolean> {
  return answered(await confirm({ message: `Run ${command} now?` }))
}

function answered<Value>(value: Value): Exclude<Value, symbol> {
  if (isCancel(value)) throw new Cancelled()
  return value as Exclude<Value, symbol>
}
