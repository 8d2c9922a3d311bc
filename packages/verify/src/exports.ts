import { checkPackage, Package, type Problem as TypesProblem } from '@arethetypeswrong/core'
import { problemAffectsResolutionKind, problemKindInfo } from '@arethetypeswrong/core/problems'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import type { Archive } from './archive.ts'
import { breach, type Problem } from './rules.ts'

/** Checks by publint that what package.json points at is there and is what it claims to be. */
export async function checkExports({ files }: Archive): Promise<Problem[]> {
  const packed = [...files].map(([path, data]) => ({ name: `package/${path}`, data }))
  const { messages, pkg } = await publint({
    pkgDir: 'package',
    pack: { files: packed },
    level: 'warning',
    strict: true,
  })
  return messages.map((message) => breach('exports', formatMessage(message, pkg, { color: false }) ?? message.code))
}

/** Checks by Are The Types Wrong that a program of ES modules, or a bundler, gets types that fit the code. */
export async function checkTypes({ manifest: { name, version }, files }: Archive): Promise<Problem[]> {
  const installed = Object.fromEntries([...files].map(([path, data]) => [`/node_modules/${name}/${path}`, data]))
  const result = await checkPackage(new Package(installed, name, version))
  if (result.types === false) return [breach('types', 'has no types')]
  // a host imports plugins: what `require` and old resolution see does not matter
  const matters = (problem: TypesProblem) =>
    (['node16-esm', 'bundler'] as const).some((kind) => problemAffectsResolutionKind(problem, kind, result))
  const kinds = new Set(result.problems.filter(matters).map(({ kind }) => kind))
  return [...kinds].map((kind) => breach('types', problemKindInfo[kind].shortDescription))
}
