/** What the shop says and hears, by language. The saved assistant is Dutch. */

export const languages = {
  nl: {},
  de: { stt: { language: 'de' }, tts: { voiceId: 'shop-voice-de' } },
  fr: { stt: { language: 'fr' }, tts: { voiceId: 'shop-voice-fr' } },
  en: { stt: { language: 'en' }, tts: { voiceId: 'shop-voice-en' } },
}

/** Of two texts of a language the first is said that has a value for each placeholder. */
export const greetings = {
  nl: [
    '{{salutation}} {{customer.firstName}}, dit is {{shop}}. Belt u over bestelling {{customer.attributes.order}}?',
    '{{salutation}}, dit is {{shop}}. Waarmee kan ik u helpen?',
  ],
  de: [
    '{{salutation}} {{customer.firstName}}, hier ist {{shop}}. Geht es um die Bestellung {{customer.attributes.order}}?',
    '{{salutation}}, hier ist {{shop}}. Wie kann ich Ihnen helfen?',
  ],
  fr: [
    '{{salutation}} {{customer.firstName}}, ici {{shop}}. Appelez-vous pour la commande {{customer.attributes.order}} ?',
    '{{salutation}}, ici {{shop}}. Comment puis-je vous aider ?',
  ],
  en: [
    '{{salutation}} {{customer.firstName}}, this is {{shop}}. Are you calling about order {{customer.attributes.order}}?',
    '{{salutation}}, this is {{shop}}. How can I help you?',
  ],
}

/** The greeting of the experiment. */
export const shortGreeting = {
  nl: '{{shop}}, zegt u het maar!',
  de: '{{shop}}, was kann ich für Sie tun?',
  fr: '{{shop}}, je vous écoute !',
  en: '{{shop}}, go ahead!',
}

export const closedTexts = {
  nl: 'Onze klantenservice is gesloten. U kunt ons {{nextOpening}} weer bellen.',
  de: 'Unser Kundendienst ist geschlossen. Sie erreichen uns wieder {{nextOpening}}.',
  fr: 'Notre service client est fermé. Il rouvre {{nextOpening}}.',
  en: 'Our help desk is closed. It opens again {{nextOpening}}.',
}

export const refusals = {
  nl: 'Wij kunnen uw oproep nu niet aannemen. Mailt u ons alstublieft.',
  de: 'Wir können Ihren Anruf jetzt nicht annehmen. Bitte schreiben Sie uns eine E-Mail.',
  fr: 'Nous ne pouvons pas prendre votre appel maintenant. Écrivez-nous, s’il vous plaît.',
  en: 'We cannot take your call now. Please send us an email.',
}
