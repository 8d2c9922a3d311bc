import { modernDialect } from './modern.ts'
import { sameNames } from './names.ts'

/**
 * The dialect of HMS Sovereign and VoiceDock: snake_case throughout.
 *
 * @see https://doc.hmsovereign.com/docs/webhooks/assistant-request
 */
export const snake = modernDialect({
  name: 'snake',
  carriesAssistantId: true,
  request: {
    toolCallList: 'tool_call_list',
    durationSeconds: 'duration_seconds',
    recordingUrl: 'recording_url',
    startedAt: 'started_at',
    endedAt: 'ended_at',
    endReason: 'end_reason',
    callKinds: new Map([
      ['inbound_phone_call', 'inbound'],
      ['outbound_phone_call', 'outbound'],
      ['web_call', 'web'],
    ]),
  },
  toolCallId: 'tool_call_id',
  maxDurationSeconds: 'max_duration_seconds',
  scalars: {
    firstMessage: 'first_message',
    autonomousSilenceHandling: 'autonomous_silence_handling',
    silenceTimeoutSeconds: 'silence_timeout_seconds',
    voicemailDetection: 'voicemail_detection',
    voicemailMessage: 'voicemail_message',
    webhookUrl: 'webhook_url',
    webhookSecret: 'webhook_secret',
    webhookEvents: 'webhook_events',
    metadata: 'metadata',
  },
  blocks: {
    llm: [
      'llm_config',
      {
        ...sameNames('provider', 'model', 'messages', 'tools', 'temperature'),
        maxTokens: 'max_completion_tokens',
        voice: 'voice',
        reasoningEffort: 'reasoning_effort',
        speed: 'speed',
      },
    ],
    stt: ['stt_config', sameNames('provider', 'model', 'language', 'languages', 'keyterms')],
    tts: [
      'tts_config',
      {
        provider: 'provider',
        voiceId: 'voice_id',
        ...sameNames('model', 'language', 'speed', 'stability', 'style', 'instructions'),
        similarityBoost: 'similarity_boost',
        useSpeakerBoost: 'use_speaker_boost',
      },
    ],
    analysisPlan: [
      'analysis_plan',
      {
        structuredData: ['structured_data_plan', sameNames('enabled', 'schema', 'messages')],
        minMessages: 'min_messages_threshold',
      },
    ],
    speech: [
      'speech_config',
      {
        turnTaking: [
          'turn_taking',
          {
            endpointingMinDelaySeconds: 'endpointing_min_delay',
            endpointingMaxDelaySeconds: 'endpointing_max_delay',
            interruptionMinDurationSeconds: 'interruption_min_duration',
            interruptionMinWords: 'interruption_min_words',
            falseInterruptionTimeoutSeconds: 'false_interruption_timeout',
          },
        ],
        pronunciation: 'pronunciation',
        backgroundAudio: ['background_audio', sameNames('enabled', 'clip', 'volume')],
        silence: [
          'silence',
          {
            messages: 'messages',
            finalMessage: 'final_message',
            firstCheckSeconds: 'first_check_seconds',
            intervalSeconds: 'interval_seconds',
            maxAttempts: 'max_attempts',
          },
        ],
        endCallMessage: 'end_call_message',
        endCallPhrases: 'end_call_phrases',
      },
    ],
  },
  maxOutputTokens: 'max_output_tokens',
  tools: {
    function: { ...sameNames('name', 'description', 'parameters', 'url', 'async'), message: 'async_response' },
    transfer: sameNames('destinations'),
    mcp: { serverId: 'mcp_server_id', allowedTools: 'allowed_tools', required: 'required' },
    endCallType: 'end_call',
    transferCallType: 'transfer_call',
  },
  endedReason: '{{ended_reason}}',
})
