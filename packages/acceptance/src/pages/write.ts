import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readText, root } from '../workspace.ts'
import { generatedPages } from './generated.ts'

// `pnpm docs`: writes what is made of the code into the pages
for (const { path, content } of await generatedPages()) {
  if (readText(path) === content) continue
  writeFileSync(join(root, path), content)
  process.stdout.write(`${path}\n`)
}
