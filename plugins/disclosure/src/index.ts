import { type Call, definePlugin, speak } from '@preanswer/core'
import { greetingOf, platformAsksConsent } from './greeting.ts'
import { optionsSchema } from './options.ts'
import { builtInTexts, type SentenceName, sentenceNames, sentencesOn, wordsOf } from './sentences.ts'

/** Characters that a greeting may have. */
const maximumGreeting = 4_000

/** What was said in a call, whichever entry said it: the plugin may stand twice, with texts of its own. */
const saidIn = new WeakMap<Call, readonly { readonly name: SentenceName; readonly text: string }[]>()

/**
 * Says before the greeting that one speaks with an AI, and that the call is recorded: by the line's country, in the
 * language of the call, never twice. Stands last in the config, so that it sees the greeting that is sent.
 */
export const disclosure = definePlugin({
  name: 'disclosure',
  options: optionsSchema,
  budgetMs: 5,
  setup(hooks, { texts: own, equivalents, byDialedNumber, ...rules }, { log, report }) {
    const usual = sentencesOn(rules)
    const special = new Map(
      Object.entries(byDialedNumber).map(([number, changes]) => [
        number,
        changes === false ? [] : sentencesOn({ ...rules, ...changes }),
      ]),
    )
    if ([usual, ...special.values()].every((names) => names.length === 0)) report(nothingToSay)
    // a language in another spelling, like NL, goes before the built-in one
    const texts = bySentence((name) => ({ ...own[name], ...builtInTexts[name], ...own[name] }))
    const known = bySentence((name) =>
      [texts[name], builtInTexts[name], equivalents[name] ?? []].flatMap(Object.values<string>).map(wordsOf),
    )
    const heardIn = rememberingLast(wordsOf)
    const complain = once(() => log.error({}, 'No greeting is known, so nothing was said before it (no-greeting).'))

    hooks.review.tap((context) => {
      const { call, facts, line, note } = context
      const wanted = special.get(call.dialedNumber ?? '') ?? usual
      if (wanted.length === 0) return undefined
      const greeting = greetingOf(context)
      if (greeting === undefined) {
        note('no-greeting')
        complain()
        return undefined
      }
      const heard = heardIn(greeting)
      const said = saidIn.get(call) ?? []
      const isSaid = (name: SentenceName) =>
        known[name].some((words) => heard.includes(words)) ||
        said.some((sentence) => sentence.name === name && heard.includes(wordsOf(sentence.text)))
      const missing = wanted.filter((name) => {
        if (isSaid(name)) note(`${name}-in-greeting`)
        else if (name === 'recording' && platformAsksConsent(context)) note('platform-asks-consent')
        else return true
        return false
      })
      if (missing.length === 0) return undefined
      const languages = [facts.language, line.language, 'en']
      const sentences = missing.map((name) => ({ name, text: speak(texts[name], languages) }))
      saidIn.set(call, [...said, ...sentences])
      return { firstMessage: cut([...sentences.map(({ text }) => text), greeting].join(' ')) }
    })
  },
})

const nothingToSay = {
  severity: 'warning',
  code: 'nothing-to-say',
  message: 'nothing is said on any line: outside the European Union only what the options ask for is said',
  hint: 'set `ai: true` or `recorded: true`, or remove the plugin',
} as const

function bySentence<Value>(make: (name: SentenceName) => Value): Readonly<Record<SentenceName, Value>> {
  return Object.fromEntries(sentenceNames.map((name) => [name, make(name)])) as Record<SentenceName, Value>
}

/** What has to be said stands in front: a greeting that is too long loses its last words. */
function cut(text: string): string {
  return text.length <= maximumGreeting ? text : text.slice(0, text.lastIndexOf(' ', maximumGreeting))
}

/** Most calls have the greeting of the call before: a long one takes longer to read than all the rest. */
function rememberingLast(read: (text: string) => string): (text: string) => string {
  let last = { text: '', result: read('') }
  return (text) => {
    if (text !== last.text) last = { text, result: read(text) }
    return last.result
  }
}

function once(run: () => void): () => void {
  let done = false
  return () => {
    if (!done) run()
    done = true
  }
}
