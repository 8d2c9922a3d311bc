import { modernDialect } from './modern.ts'
import { sameNames } from './names.ts'

/**
 * The dialect of Flireo's second generation: camelCase, but for the names of three blocks.
 *
 * @see https://reference.flireo.com/assistant-request-1861387m0
 */
export const camel = modernDialect({
  name: 'camel',
  carriesAssistantId: false,
  request: {
    toolCallList: 'toolCallList',
    durationSeconds: 'durationSeconds',
    recordingUrl: 'recordingUrl',
    startedAt: 'startedAt',
    endedAt: 'endedAt',
    endReason: 'endReason',
    callKinds: new Map([
      ['inboundPhoneCall', 'inbound'],
      ['outboundPhoneCall', 'outbound'],
      ['webCall', 'web'],
    ]),
  },
  toolCallId: 'toolCallId',
  maxDurationSeconds: 'maxDurationSeconds',
  scalars: sameNames(
    'firstMessage',
    'autonomousSilenceHandling',
    'silenceTimeoutSeconds',
    'voicemailDetection',
    'voicemailMessage',
    'webhookUrl',
    'webhookSecret',
    'webhookEvents',
    'metadata',
  ),
  blocks: {
    llm: [
      'llm_config',
      {
        ...sameNames('provider', 'model', 'messages', 'tools', 'temperature'),
        maxTokens: 'maxCompletionTokens',
        ...sameNames('voice', 'reasoningEffort', 'speed'),
      },
    ],
    stt: ['stt_config', sameNames('provider', 'model', 'language', 'languages', 'keyterms')],
    tts: [
      'tts_config',
      sameNames(
        'provider',
        'voiceId',
        'model',
        'language',
        'speed',
        'stability',
        'style',
        'instructions',
        'similarityBoost',
        'useSpeakerBoost',
      ),
    ],
    analysisPlan: [
      'analysisPlan',
      {
        structuredData: ['structuredDataPlan', sameNames('enabled', 'schema', 'messages')],
        minMessages: 'minMessagesThreshold',
      },
    ],
    speech: [
      'speechConfig',
      {
        turnTaking: [
          'turnTaking',
          {
            endpointingMinDelaySeconds: 'endpointingMinDelay',
            endpointingMaxDelaySeconds: 'endpointingMaxDelay',
            interruptionMinDurationSeconds: 'interruptionMinDuration',
            interruptionMinWords: 'interruptionMinWords',
            falseInterruptionTimeoutSeconds: 'falseInterruptionTimeout',
          },
        ],
        pronunciation: 'pronunciation',
        backgroundAudio: ['backgroundAudio', sameNames('enabled', 'clip', 'volume')],
        silence: [
          'silence',
          sameNames('messages', 'finalMessage', 'firstCheckSeconds', 'intervalSeconds', 'maxAttempts'),
        ],
        ...sameNames('endCallMessage', 'endCallPhrases'),
      },
    ],
  },
  maxOutputTokens: 'maxOutputTokens',
  tools: {
    function: { ...sameNames('name', 'description', 'parameters', 'url', 'async'), message: 'asyncResponse' },
    transfer: sameNames('destinations'),
    mcp: { serverId: 'mcpServerId', allowedTools: 'allowedTools', required: 'required' },
    endCallType: 'endCall',
    transferCallType: 'transferCall',
  },
  endedReason: '{{endedReason}}',
})
