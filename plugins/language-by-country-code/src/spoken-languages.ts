import { speechOf } from './languages.ts'

/** Languages as base tags, by `provider`, or by `provider/model` where a model differs from the others. */
export type LanguagesByProvider = Readonly<Record<string, readonly string[]>>

/** What recognisers understand and voices speak, ready to be asked. */
export interface SpokenLanguages {
  readonly stt: ReadonlyMap<string, ReadonlySet<string>>
  readonly tts: ReadonlyMap<string, ReadonlySet<string>>
}

/** The part of a block that decides about languages. */
export interface Speaker {
  readonly provider?: unknown
  readonly model?: unknown
}

/**
 * What the platform lists for its recognisers, whichever the provider.
 *
 * @see https://github.com/flireo-bv-org/hmsovereign-node tests/fixtures/config-catalog.json
 */
const platformList = words('nl en de fr es it pt pl ru ja ko zh ar hi da sv no fi cs hu ro bg hr sk tr id vi')

/** @see https://elevenlabs.io/docs/overview/models */
const multilingualV2 = words('en ja zh de hi fr ko pt it es id nl tr fil pl sv bg ro ar cs el fi hr ms sk da ta uk ru')
const flashV2 = [...multilingualV2, ...words('hu no vi')]
const elevenV3 = [
  ...flashV2,
  ...words('af hy as az be bn bs ca ceb ny et gl ka gu ha he is ga jv kn kk ky lv ln lt lb mk ml mr ne ps fa pa'),
  ...words('sr sd sl so sw te th ur cy'),
]

/**
 * What the platform's providers speak, as of autumn 2026. A provider or model that is not here may speak anything: lists
 * age, and a caller must not lose a language by that. Experimental languages of a provider are left out.
 *
 * @see https://developers.deepgram.com/docs/models-languages-overview
 * @see https://docs.gladia.io/chapters/language/supported-languages
 * @see https://docs.cloud.google.com/speech-to-text/docs/models/chirp-3
 * @see https://huggingface.co/mistralai/Voxtral-Mini-4B-Realtime-2602 has the shortest list of the models behind
 * `voxtral-mini-latest`
 * @see https://docs.inworld.ai/tts/capabilities/multilingual
 * @see https://docs.cloud.google.com/text-to-speech/docs/chirp3-hd
 * @see https://docs.x.ai/developers/model-capabilities/audio/text-to-speech
 */
export const knownLanguages: { readonly stt: LanguagesByProvider; readonly tts: LanguagesByProvider } = {
  stt: {
    deepgram: platformList,
    elevenlabs: platformList,
    gladia: platformList,
    google: platformList,
    mistral: words('en zh hi es ar fr pt ru de ja ko it nl'),
  },
  tts: {
    elevenlabs: flashV2,
    'elevenlabs/eleven_multilingual_v2': multilingualV2,
    'elevenlabs/eleven_v3': elevenV3,
    // said to speak more than 90, without a list
    'elevenlabs/eleven_v4': elevenV3,
    'elevenlabs/eleven_v4_turbo': elevenV3,
    inworld: words('ar zh nl en fr de he hi it ja ko pl pt ru es'),
    google: [...platformList, ...words('bn et el gu he kn lv lt ml mr sr sl sw ta te th uk ur')],
    xai: words('en ar bn zh fr de hi id it ja ko pt ru es tr vi'),
  },
}

/** The tables of the plugin with the operator's rows in place of their namesakes. */
export function spokenLanguages(own: {
  readonly stt?: LanguagesByProvider | undefined
  readonly tts?: LanguagesByProvider | undefined
}): SpokenLanguages {
  return { stt: prepared({ ...knownLanguages.stt, ...own.stt }), tts: prepared({ ...knownLanguages.tts, ...own.tts }) }
}

/** Tells whether a recogniser or a voice speaks a language, as far as the table knows. */
export function speaks(
  table: ReadonlyMap<string, ReadonlySet<string>>,
  speaker: Speaker | null | undefined,
  language: string,
): boolean {
  if (typeof speaker?.provider !== 'string') return true
  // the name of the provider in the platform's first generation
  const provider = speaker.provider === '11labs' ? 'elevenlabs' : speaker.provider
  const languages = table.get(`${provider}/${String(speaker.model)}`) ?? table.get(provider)
  return languages === undefined || languages.has(speechOf(language))
}

function prepared(languages: LanguagesByProvider): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(Object.entries(languages).map(([key, tags]) => [key, new Set(tags.map(speechOf))]))
}

function words(text: string): readonly string[] {
  return text.split(' ')
}
