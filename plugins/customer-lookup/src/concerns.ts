import type { Finding } from '@preanswer/core'
import type { Options } from './options.ts'

/** What a valid config may still get wrong. */
export function findConcerns({ http, postgres, fields, country }: Options): Finding[] {
  const found: Finding[] = []
  for (const [path, url] of [
    [['http', 'url'], http?.url],
    [['http', 'oauth', 'tokenUrl'], http?.oauth?.tokenUrl],
  ] as const) {
    if (url === undefined || !/^http:/i.test(url) || isLoopback(hostOf(url))) continue
    found.push({
      severity: 'warning',
      code: 'plain-http',
      path,
      message: 'numbers and customers go over the network in the clear',
      hint: 'use https',
    })
  }
  if (postgres !== undefined && !isLoopback(hostOf(postgres.url)) && !/[?&]sslmode=(?!disable)/.test(postgres.url)) {
    found.push({
      severity: 'warning',
      code: 'plain-postgres',
      path: ['postgres', 'url'],
      message: 'the connection is not encrypted',
      hint: 'add ?sslmode=verify-full to the URL',
    })
  }
  if (http !== undefined && fields.number === undefined) {
    found.push({
      severity: 'warning',
      code: 'number-unchecked',
      path: ['fields'],
      message: 'whatever the source answers is taken for the caller, also when it searched loosely',
      hint: 'set fields.number to where the numbers of a record stand',
    })
  }
  if (fields.number !== undefined && country === undefined) {
    found.push({
      severity: 'note',
      code: 'national-numbers',
      path: ['country'],
      message: 'only numbers that the source has in international form, with a plus sign, are recognized',
      hint: 'set country to the one whose national numbers it has',
    })
  }
  return found
}

function hostOf(url: string): string {
  // a place for the number is in no host
  return URL.canParse(url) ? new URL(url).hostname : ''
}

function isLoopback(host: string): boolean {
  // postgres:///database is a socket on this machine
  return host === '' || host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)
}
