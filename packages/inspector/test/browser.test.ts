import { existsSync, readFileSync } from 'node:fs'
import { businessHours } from '@preanswer/plugin-business-hours'
import { languageByCountryCode } from '@preanswer/plugin-language-by-country-code'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildPage } from '../ui/build.js'
import { hasBrowser, launch, type Theme, type Visit, violations, visit } from './browser.ts'
import { entry, type Serving, serve, serveInTest, token } from './serving.ts'
import { weekOf } from './week.ts'

const closed = { nl: 'Wij zijn gesloten.', en: 'We are closed.' }
const plugins = [
  languageByCountryCode({ languages: { nl: { firstMessage: 'Goedendag.' }, en: { firstMessage: 'Good day.' } } }),
  businessHours({ hours: { 'mon-sun': ['00:00-24:00'] }, holidays: { country: 'NL' }, closed: { reject: closed } }),
  entry('slow', (hooks) =>
    hooks.contribute.tap(() => new Promise((resolve) => setTimeout(resolve, 300, { maxDurationSeconds: 60 }))),
  ),
  entry('quick', (hooks) => hooks.contribute.tap(() => ({ llm: { model: 'gpt-5.4' } }))),
]
const assistant = { llm: { provider: 'openai', model: 'gpt-5.4-mini' } }
const config = { timeZone: 'Europe/Amsterdam', language: 'nl', languages: ['nl', 'en'], assistant }

describe.skipIf(!hasBrowser)('the page', { timeout: 60_000 }, () => {
  let browser: Browser
  let serving: Serving
  let visited: Visit
  let page: Page
  beforeAll(async () => {
    await buildPage()
    browser = await launch()
    serving = await serve(plugins, { config, inspected: { timetable: async () => weekOf() } })
    visited = await visit(browser, serving.origin)
    page = visited.page
  }, 60_000)
  afterEach(() => {
    expect(visited.troubles).toEqual([])
  })
  afterAll(async () => {
    await browser?.close()
    await serving?.close()
  })

  it('keeps no token where anybody could see it', async () => {
    expect(page.url()).toBe(`${serving.origin}/inspector/#/calls`)
    expect(await page.evaluate('document.cookie + JSON.stringify({ ...localStorage })')).not.toContain(token)
  })

  it('asks for the token without one, and lets in whoever has it', async () => {
    const context = await browser.newContext()
    const other = await context.newPage()
    await other.goto(`${serving.origin}/inspector/`)
    await other.getByLabel('Token').fill('a wrong one')
    await other.getByRole('button', { name: 'Sign in' }).click()
    await other.getByText('This is not the token.').waitFor()
    await other.getByLabel('Token').fill(token)
    await other.getByRole('button', { name: 'Sign in' }).click()
    await other.getByText('Live', { exact: true }).waitFor()
    await context.close()
  })

  it('shows a call as it comes, without asking', async () => {
    const asked = visited.requests.length
    await serving.ring({ caller: '+31612345678' })
    await rowWith('+31•••••••78').waitFor()
    expect(visited.requests.slice(asked)).toEqual([])
  })

  it('is moved through by keyboard, and shows where', async () => {
    await serving.ring({ caller: '+442079460011' })
    await rowWith('+44••••••••11').waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    const focused = page.locator('tr:focus-within')
    expect(await focused.textContent()).toContain('+44')
    expect(await page.evaluate('getComputedStyle(document.querySelector("tr:focus-within")).outlineStyle')).toBe(
      'solid',
    )
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /^Answered with an assistant/ }).waitFor()
    await page.keyboard.press('j')
    await page.getByText('+31•••••••78').waitFor()
    await page.keyboard.press('Escape')
    await rowWith('+31•••••••78').waitFor()
  })

  it('has its filters in the address', async () => {
    await serving.ring({ key: 'of somebody else' })
    await rowWith('PREANSWER_UNTRUSTED').waitFor()
    await page.getByLabel('Response').selectOption('refused')
    expect(page.url()).toContain('#/calls?response=refused')
    expect(await page.locator('tbody tr').count()).toBe(1)
    await visited.goTo('#/calls?search=%2B44')
    await rowWith('+44').waitFor()
    expect(await page.locator('tbody tr').count()).toBe(1)
    await page.keyboard.press('Escape')
    expect(page.url()).toMatch(/#\/calls$/)
  })

  it('shows the slow plugin with the longest bar, and an owner for each field', async () => {
    await open('+44')
    const bars = await page.locator('.axis tbody tr').evaluateAll((rows) =>
      rows.map((row) => ({
        entry: row.querySelector('.entry')?.textContent,
        width: row.querySelector('.run-bar')?.getBoundingClientRect().width ?? 0,
      })),
    )
    expect(bars.toSorted((one, other) => other.width - one.width)[0]?.entry).toBe('slow')
    const fields = await page.getByRole('region', { name: 'Response' }).locator('tbody tr').allInnerTexts()
    expect(fields.map((text) => text.split(/\s*[\t\n]\s*/))).toEqual(
      expect.arrayContaining([
        ['firstMessage', 'Good day.', 'language-by-country-code'],
        ['llm.provider', 'openai', 'snapshot'],
        ['llm.model', 'gpt-5.4', 'quick'],
        ['maxDurationSeconds', '60', 'slow'],
      ]),
    )
  })

  it('says why a signature was refused', async () => {
    await serving.ring({ key: 'a-secret-of-the-tests\n' })
    await open('PREANSWER_UNTRUSTED')
    await page.getByText('Likely cause:').waitFor()
    expect(await page.locator('.cause').textContent()).toContain('line break')
  })

  it.each([
    { from: '+31612345678', spoken: closed.nl },
    { from: '+442079460011', spoken: closed.en },
  ])('asked about $from on a holiday says $spoken', async ({ from, spoken }) => {
    await visited.goTo('#/ask')
    await page.getByLabel('Caller').fill(from)
    await page.getByLabel('Dialed number').fill('+31201234567')
    await page.getByLabel(/^When/).fill('2026-12-25T11:00')
    await page.getByRole('button', { name: 'Ask', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Rejected by business-hours' }).waitFor()
    await page.locator('blockquote', { hasText: spoken }).waitFor()
    await page.getByText(`preanswer simulate --from ${from} --to +31201234567`).waitFor()
  })

  it('replays a call that is edited', async () => {
    await open('+44')
    await page.getByRole('button', { name: 'Show the request' }).click()
    await page.getByRole('link', { name: 'Edit and replay' }).click()
    const body = page.getByLabel(/^The webhook/)
    await body.fill((await body.inputValue()).replace('+442079460011', '+31612345678'))
    await page.getByRole('button', { name: 'Ask', exact: true }).click()
    await page.locator('blockquote', { hasText: 'Goedendag.' }).waitFor()
  })

  it('shows a hundred of a thousand calls, and the older ones on demand', async () => {
    const many = await serveInTest()
    for (let count = 0; count < 1_000; count += 1) {
      await many.host.answer({ headers: {}, body: '{"eventType":"assistant-request"}', trusted: true })
    }
    const { page, context } = await visit(browser, many.origin)
    await page.locator('tbody tr').nth(99).waitFor()
    expect(await page.locator('tbody tr').count()).toBe(100)
    await page.getByRole('button', { name: 'Show 100 older' }).click()
    await page.locator('tbody tr').nth(199).waitFor()
    await context.close()
  })

  const views = ['#/calls', '#/call', '#/refused', '#/ask', '#/week', '#/plugins', '#/health']
  it.each<{ view: string; theme: Theme }>(
    views.flatMap((view) => (['light', 'dark'] as const).map((theme) => ({ view, theme }))),
  )('$view has no flaw that axe knows, $theme', async ({ view, theme }) => {
    await page.emulateMedia({ colorScheme: theme })
    if (view === '#/call') await open('+44')
    else if (view === '#/refused') await open('PREANSWER_UNTRUSTED')
    else await visited.goTo(view)
    expect(await violations(page)).toEqual([])
  })

  it.each<{ theme: Theme }>([{ theme: 'light' }, { theme: 'dark' }])(
    'the form that asks for the token has no flaw that axe knows, $theme',
    async ({ theme }) => {
      const context = await browser.newContext({ colorScheme: theme })
      const other = await context.newPage()
      await other.goto(`${serving.origin}/inspector/`)
      await other.getByLabel('Token').waitFor()
      expect(await violations(other)).toEqual([])
      await context.close()
    },
  )

  async function open(text: string): Promise<void> {
    await visited.goTo('#/calls')
    await rowWith(text).first().click()
    await page.locator('.decision').waitFor()
  }

  function rowWith(text: string) {
    return page.locator('tbody tr', { hasText: text })
  }
})

const list = new URL('../../../../shared/testdata/naughty-strings/blns.json', import.meta.url)

describe.skipIf(!hasBrowser || !existsSync(list))('naughty strings', { timeout: 60_000 }, () => {
  it('are text wherever they stand: no dialog, no request, no script', async () => {
    const strings: string[] = JSON.parse(readFileSync(list, 'utf8'))
    const keyed = Object.fromEntries(strings.map((text, index) => [`k${index}`, text]))
    const naughty = entry('naughty', (hooks) => {
      hooks.identify.tap(() => ({ customer: { name: strings.join(' '), attributes: keyed } }))
      hooks.contribute.tap(() => ({
        metadata: keyed,
        variables: keyed,
        firstMessage: strings.join(' ').slice(0, 4_000),
        llm: { provider: 'x', model: 'y', messages: messagesOf(strings) },
      }))
    })
    const serving = await serveInTest([naughty])
    const body = JSON.stringify({
      message: {
        type: 'assistant-request',
        customer: { number: '+31612345678', ...keyed },
        phone_number: keyed,
        [strings.join()]: 1,
      },
    })
    await serving.ring({ body })
    const browser = await launch()
    const { page, troubles, requests, goTo } = await visit(browser, serving.origin)
    await page.locator('tbody tr').first().click()
    await page.getByRole('button', { name: 'Show the request' }).click()
    await page.getByText('As curl').waitFor()
    for (const button of await page.getByRole('button', { name: /more change/ }).all()) await button.click()
    const shown = await page.locator('.value').allTextContents()
    const expected = strings.filter((text) => text.length <= 240 && !/\p{Cc}/u.test(text))
    expect(expected.filter((text) => !shown.includes(text))).toEqual([])

    const search = page.getByLabel('Search calls')
    await goTo('#/calls')
    await search.waitFor()
    await page.evaluate(`
      for (const text of ${JSON.stringify(strings)}) {
        document.querySelector('#search').value = text
        document.querySelector('#search').dispatchEvent(new Event('input', { bubbles: true }))
      }
      for (const text of ${JSON.stringify(strings)}) location.hash = '#/calls/' + text
    `)
    await goTo('#/calls')
    await page.locator('tbody tr').first().click()
    await page.getByRole('button', { name: 'Show the request' }).click()
    await page.getByRole('link', { name: 'Edit and replay' }).click()
    await page.getByRole('button', { name: 'Ask', exact: true }).click()
    await page.getByRole('heading', { name: 'Take it along' }).waitFor()
    expect(troubles).toEqual([])
    expect(requests.filter((path) => !path.startsWith('/inspector/'))).toEqual([])
    await browser.close()
  })
})

/** As many messages as a patch may have, with all of the strings in them. */
function messagesOf(strings: readonly string[]): { role: 'user'; content: string }[] {
  const perMessage = Math.ceil(strings.length / 200)
  const count = Math.ceil(strings.length / perMessage)
  return Array.from({ length: count }, (_, index) => ({
    role: 'user',
    content: strings.slice(index * perMessage, (index + 1) * perMessage).join('\n') || '–',
  }))
}
