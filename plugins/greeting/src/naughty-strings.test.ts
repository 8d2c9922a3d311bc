import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createHost, definePlugin } from '@preanswer/core'
import { requestBody } from '@preanswer/testing'
import { describe, expect, it } from 'vitest'
import { greeting } from './index.ts'

/** Names that have broken software before, where the machine has them: github.com/minimaxir/big-list-of-naughty-strings */
const file = join(import.meta.dirname, '../../../../shared/testdata/naughty-strings/blns.json')

const neutral = 'Good day, this is De Linde.'

describe.skipIf(!existsSync(file))('greeting, with every naughty string as the name', () => {
  it('is clean or neutral', async () => {
    const names: string[] = JSON.parse(readFileSync(file, 'utf8'))
    const greetings = await greetAll(names)
    expect(greetings).toHaveLength(names.length)
    const personal = greetings.filter((text) => text !== neutral)
    expect(personal.filter((text) => !isClean(text))).toEqual([])
    // both happen, or this proves nothing
    expect(personal.length).toBeGreaterThan(50)
    expect(greetings.length - personal.length).toBeGreaterThan(50)
  })
})

/** The greeting of a caller of each name, through the real lifecycle. */
async function greetAll(names: readonly string[]): Promise<string[]> {
  const remaining = names.values()
  const crm = definePlugin({
    name: 'crm',
    provides: ['customer'],
    setup(hooks) {
      hooks.identify.tap(() => ({ customer: { firstName: remaining.next().value ?? '' } }))
    },
  })
  const texts = { en: ['Good day {{customer.firstName}}, this is De Linde.', neutral] }
  const host = await createHost({ unsigned: true, plugins: [crm(), greeting({ texts })] })
  const greetings: string[] = []
  for (const index of names.keys()) {
    const call = { caller: '+31612345678', dialedNumber: '+31201234567', at: 0, callId: `call-${index}` }
    const { body } = await host.answer({ headers: {}, body: JSON.stringify(requestBody('snake', call)), trusted: true })
    greetings.push(JSON.parse(body).assistant.first_message)
  }
  await host.close()
  return greetings
}

function isClean(text: string): boolean {
  const [, name = ''] = /^Good day (.+), this is De Linde\.$/s.exec(text) ?? []
  const isOneLine = !/[\p{Cc}\p{Zl}\p{Zp}]|\s{2}|^\s|\s$/u.test(name)
  const isSeen = !/[\p{Cf}\p{Cs}\p{Co}\p{Cn}\ufffd]/u.test(name)
  const isNoCode = !/[{}[\]<>`\\|]|:\/\/|\bwww\.|\w:\S|\S@\S/i.test(name)
  return /\p{L}/u.test(name) && name.length <= 80 && name === name.normalize('NFC') && isOneLine && isSeen && isNoCode
}
