/** `ai`: one speaks with an AI. `recording`: the call is recorded. In the order in which they are said. */
export const sentenceNames = ['ai', 'recording'] as const
export type SentenceName = (typeof sentenceNames)[number]

/** Texts of one sentence by language (BCP 47). */
export type SentenceTexts = Readonly<Record<string, string>>

/** Built in. English stands first: it is said where there is no better text. */
export const builtInTexts: Readonly<Record<SentenceName, SentenceTexts>> = {
  ai: {
    en: 'You are speaking with an AI assistant.',
    nl: 'U spreekt met een AI-assistent.',
    de: 'Sie sprechen mit einem KI-Assistenten.',
    fr: "Vous parlez avec un assistant d'intelligence artificielle.",
  },
  recording: {
    en: 'This call is recorded.',
    nl: 'Dit gesprek wordt opgenomen.',
    de: 'Dieses Gespräch wird aufgezeichnet.',
    fr: 'Cet appel est enregistré.',
  },
}

/** Where a line is and what is known of its calls. */
export interface LineRules {
  /** ISO 3166-1 alpha-2 */
  readonly country: string
  /** Whether the calls are recorded; `false` where absent */
  readonly recorded?: boolean | undefined
  /** Whether to say that one speaks with an AI; by the country where absent */
  readonly ai?: boolean | undefined
}

/**
 * What is said on a line. That one speaks with an AI: in the European Union, and elsewhere where the operator says so.
 * That the call is recorded: everywhere, when it is.
 *
 * @see https://eur-lex.europa.eu/eli/reg/2024/1689/oj, article 50(1) and (5)
 */
export function sentencesOn({
  country,
  recorded,
  ai = isInEuropeanUnion(country),
}: LineRules): readonly SentenceName[] {
  return sentenceNames.filter((name) => (name === 'ai' ? ai : recorded))
}

/**
 * A text as it is compared: case, punctuation and blanks do not count. It stands between blanks, so that no word is found
 * within another.
 */
export function wordsOf(text: string): string {
  const plain = text.normalize('NFKC').toLowerCase().replaceAll('’', "'")
  return ` ${plain.replace(/[^\p{L}\p{M}\p{N}']+/gu, ' ').trim()} `
}

/** The member states, and the parts of them that have codes of their own and where Union law applies (article 355 TFEU). */
const european = new Set(
  `AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK
   AX GF GP MF MQ RE YT`.split(/\s+/),
)

function isInEuropeanUnion(country: string): boolean {
  return european.has(country)
}
