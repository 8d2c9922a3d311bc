/**
 * Words of the platform, in lower case and without underscores, and what we say instead. Only those whose name differs:
 * `voice_id` and `voiceId` are one word.
 */
export const platformWords: Readonly<Record<string, string>> = {
  agentid: 'assistantId',
  // first generation
  model: 'llm',
  transcriber: 'stt',
  voice: 'tts',
  // later ones
  llmconfig: 'llm',
  sttconfig: 'stt',
  ttsconfig: 'tts',
  speechconfig: 'speech',
  maxcompletiontokens: 'maxTokens',
  maxoutputtokens: 'maxTokens',
  structureddataplan: 'structuredData',
  minmessagesthreshold: 'minMessages',
  endpointingmindelay: 'endpointingMinDelaySeconds',
  endpointingmaxdelay: 'endpointingMaxDelaySeconds',
  interruptionminduration: 'interruptionMinDurationSeconds',
  falseinterruptiontimeout: 'falseInterruptionTimeoutSeconds',
  mcpserverid: 'serverId',
  asyncresponse: 'message',
  error: 'reject',
}
