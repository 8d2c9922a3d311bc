import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { token } from './serving.ts'

/** Debian's; tests with a browser are skipped where it is not. */
const executablePath = '/usr/bin/chromium'

export const hasBrowser = existsSync(executablePath)

const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath, args: switches })
}

/** A page of the inspector, and what went on in it that nobody wants. */
export interface Visit {
  readonly page: Page
  readonly context: BrowserContext
  /** Dialogs, errors, violations of the policy, requests to elsewhere */
  readonly troubles: readonly string[]
  /** What was asked of the server, in order */
  readonly requests: readonly string[]
  /** Goes to an address of the page, like `#/calls` */
  goTo(address: string): Promise<void>
}

export type Theme = 'light' | 'dark'

/** Signs in as people do: with the address that has the token. */
export async function visit(browser: Browser, origin: string, colorScheme: Theme = 'light'): Promise<Visit> {
  const context = await browser.newContext({
    colorScheme,
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const troubles: string[] = []
  const requests: string[] = []
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`))
  page.on('console', (message) => {
    if (/Content Security Policy|Refused|TrustedHTML/i.test(message.text())) troubles.push(message.text())
  })
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.origin === origin) requests.push(url.pathname)
    else troubles.push(`request: ${request.url()}`)
  })
  await page.goto(`${origin}/inspector/#token=${token}`)
  await page.getByText('Live', { exact: true }).waitFor()
  return {
    page,
    context,
    troubles,
    requests,
    async goTo(address) {
      await page.goto(`${origin}/inspector/${address}`)
      // another part of the address loads no page
      await page.locator('main h1').waitFor({ state: 'attached' })
    },
  }
}

const axe = hasBrowser ? readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8') : ''

/** What axe finds wrong by WCAG 2.2 AA and by good practice: the rule, and where. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    interface Results {
      readonly violations: readonly {
        readonly id: string
        readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
      }[]
    }
    const { axe } = globalThis as unknown as { axe: { run(): Promise<Results> } }
    const { violations } = await axe.run()
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    )
  })
}
