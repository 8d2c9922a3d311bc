import { markedCustomer } from './calls.ts'
import type { Check } from './check.ts'

/** Checks of what a plugin tells the operator. */
export const privacyChecks = {
  private: {
    claim: 'writes no number and no name into its log, its notes or the console',
    presupposes: ['answers'],
    async run(subject) {
      const { answered, probe } = await subject.session()
      const notes = answered.flatMap(({ taps }) => taps.flatMap((tap) => tap.notes))
      const names = [markedCustomer.name, markedCustomer.firstName, 'Brandermark', ...(subject.settings.personal ?? [])]
      const numbers = subject.calls.flatMap(({ caller }) => caller ?? [])
      const said = [
        ...probe.written.map((text) => ({ text, where: 'its log' })),
        ...notes.map((text) => ({ text, where: 'a note' })),
      ]
      for (const { text, where } of said) {
        if (names.some((name) => words(text).includes(words(name))))
          return { problem: `a name stands in ${where}`, fix }
        if (numbers.some((number) => digits(text).includes(digits(number).slice(-7)))) {
          return { problem: `a caller's number stands in ${where}`, fix }
        }
      }
      return undefined
    },
  },
} as const satisfies Record<string, Check>

const fix = 'log what happened, never to whom: a count, a reason, the id of the exchange'

/** Letters only: `note('anna-jansen')` is a name too. */
function words(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, ' ')
    .trim()
}

function digits(text: string): string {
  return text.replace(/\D/g, '')
}
