import { describe, expect, it } from 'vitest'
import { fillSpokenText, fillText, placeholdersIn } from './closed-text.ts'

describe('fillText', () => {
  it('fills what is known, as often as it stands there', () => {
    const values = { nextOpening: 'tomorrow at nine', holiday: "New Year's Day" }
    expect(fillText('Closed for {{ holiday }}. Back {{nextOpening}}, yes, {{nextOpening}}.', values)).toBe(
      "Closed for New Year's Day. Back tomorrow at nine, yes, tomorrow at nine.",
    )
  })

  it.each([
    { template: 'We are closed. We open again {{nextOpening}}.', text: 'We are closed.' },
    { template: 'We open again {{nextOpening}}. Please write to us.', text: 'Please write to us.' },
    { template: 'We are closed, and open again {{nextOpening}}.', text: 'We are closed.' },
    { template: 'We are closed; call us {{nextOpening}}!', text: 'We are closed!' },
    { template: 'We are closed – call us {{nextOpening}}', text: 'We are closed' },
    { template: 'We are closed: until {{nextOpening}}, we take mail.', text: 'We are closed, we take mail.' },
    { template: 'Bel ons, wij zijn {{nextOpening}} open, of mail ons.', text: 'Bel ons, of mail ons.' },
    { template: 'One. Two {{nextOpening}}, and three. Four.', text: 'One. Four.' },
    { template: 'From 9:00 on, and {{nextOpening}}. Bye.', text: 'From 9:00 on. Bye.' },
    { template: 'Closed {{holiday}} until {{nextOpening}}. Bye.', text: 'Bye.' },
    { template: 'Back {{nextOpening}}', text: '' },
    { template: 'No placeholder.', text: 'No placeholder.' },
    { template: 'Hello {{customer}}, we are closed.', text: 'Hello {{customer}}, we are closed.' },
  ])('makes "$text" of "$template" when nothing is known', ({ template, text }) => {
    expect(fillText(template, {})).toBe(text)
  })

  it('puts no placeholder into a text with a value', () => {
    expect(fillText('{{holiday}}', { holiday: '{{nextOpening}}', nextOpening: 'now' })).not.toContain('{{')
  })
})

describe('fillSpokenText', () => {
  it('tells the language of each text', () => {
    const fill = (template: string, language?: string) => `${template} (${language})`
    expect(fillSpokenText({ nl: 'Dag', en: 'Hello' }, fill)).toEqual({ nl: 'Dag (nl)', en: 'Hello (en)' })
    expect(fillSpokenText('Dag', fill)).toBe('Dag (undefined)')
  })
})

describe('placeholdersIn', () => {
  it('names them in order', () => {
    expect(placeholdersIn('{{a}} {{ b.c }} { d } {{nextOpening}}')).toEqual(['a', 'b.c', 'nextOpening'])
  })
})
