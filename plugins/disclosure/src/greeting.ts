import { type ReviewContext, speak } from '@preanswer/core'

/** What the caller would hear first; `undefined` where only the platform knows. */
export function greetingOf({ draft, assistant, facts, line }: ReviewContext): string | undefined {
  if (draft.firstMessage !== undefined) return draft.firstMessage
  if (isOtherAssistant({ draft, assistant }) || assistant.firstMessage === undefined) return undefined
  return speak(assistant.firstMessage, [facts.language, line.language])
}

/**
 * Whether the platform itself asks for consent to the recording before the greeting. It does so on inbound phone calls
 * of a saved assistant; whether it heeds what we send along with an assistant of ours nobody says.
 *
 * @see https://doc.hmsovereign.com/docs/features/privacy-compliance
 */
export function platformAsksConsent({ call, draft, assistant }: ReviewContext): boolean {
  if (call.kind !== 'inbound' || isOtherAssistant({ draft, assistant })) return false
  return (['camel', 'snake'] as const).some(
    (dialect) => asksConsent(assistant.native?.[dialect]) && !asksConsent(draft.native?.[dialect]),
  )
}

/** The config's assistant counts only while no plugin has chosen another one. */
function isOtherAssistant({ draft, assistant }: Pick<ReviewContext, 'draft' | 'assistant'>): boolean {
  return draft.assistantId !== undefined && draft.assistantId !== assistant.assistantId
}

function asksConsent(native: Readonly<Record<string, unknown>> | undefined): boolean {
  const consent: unknown = native?.recording_consent ?? native?.recordingConsent
  return typeof consent === 'object' && consent !== null && 'enabled' in consent && consent.enabled === true
}
