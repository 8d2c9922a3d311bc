import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { soon, startHost } from '../../test/host.ts'
import { customerLookup } from '../index.ts'

const fields = { number: 'phone', name: 'name' }

/** Puts a file there at once: nobody sees half of it. */
async function replace(file: string, content: string) {
  await writeFile(`${file}.new`, content)
  await rename(`${file}.new`, file)
}

async function createFolder(content?: string) {
  const folder = await mkdtemp(join(tmpdir(), 'preanswer-csv-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'customers.csv')
  if (content !== undefined) await writeFile(file, content)
  return { folder, file }
}

function lookup() {
  return customerLookup({ csv: { file: 'customers.csv', checkMs: 5 }, fields, country: 'NL' })
}

describe('customerLookup with a CSV file', () => {
  it('finds a customer, and nobody', async () => {
    const { folder } = await createFolder('phone;name\n06 12345678;Anna Jansen\n')
    const host = await startHost(lookup(), folder)
    expect(await host.call()).toMatchObject({ customer: { name: 'Anna Jansen' }, tap: { notes: ['hit'] } })
    expect(await host.call('+31687654321')).toMatchObject({ customer: undefined, tap: { notes: ['miss'] } })
    expect(host.findings.map(({ code }) => code)).not.toContain('file-unusable')
  })

  it('reads the file again when another one takes its place', async () => {
    const { folder, file } = await createFolder('phone,name\n06 12345678,Anna Jansen\n')
    const host = await startHost(lookup(), folder)
    await replace(file, 'phone,name\n06 12345678,Anna Smit\n')
    await vi.waitFor(async () => expect((await host.call()).customer).toEqual({ name: 'Anna Smit' }), soon)
  })

  it('keeps what it read while the file is broken or away, and says so in the log once', async () => {
    const { folder, file } = await createFolder('phone,name\n06 12345678,Anna Jansen\n')
    const host = await startHost(lookup(), folder)
    const warnings = () => host.logged().match(/cannot be used/g)?.length
    await replace(file, 'phone,name\n06 12345678,Anna Smit\n06 876')
    await vi.waitFor(() => expect(warnings()).toBe(1), soon)
    expect((await host.call()).customer).toEqual({ name: 'Anna Jansen' })
    await rm(file)
    await vi.waitFor(() => expect(warnings()).toBe(2), soon)
    expect((await host.call()).customer).toEqual({ name: 'Anna Jansen' })
    await replace(file, 'phone,name\n06 12345678,Anna Bakker\n')
    await vi.waitFor(async () => expect((await host.call()).customer).toEqual({ name: 'Anna Bakker' }), soon)
    expect(host.logged()).not.toMatch(/12345678|Jansen|Smit|Bakker/)
  })

  it('starts without the file, says so, and reads it when it comes', async () => {
    const { folder, file } = await createFolder()
    const host = await startHost(lookup(), folder)
    expect(host.findings).toContainEqual(expect.objectContaining({ code: 'file-unusable', severity: 'warning' }))
    expect(await host.call()).toMatchObject({ customer: undefined, tap: { outcome: 'unchanged' } })
    await replace(file, 'phone,name\n06 12345678,Anna Jansen\n')
    await vi.waitFor(async () => expect((await host.call()).customer).toEqual({ name: 'Anna Jansen' }), soon)
  })

  it('reports rows without a number', async () => {
    const { folder } = await createFolder('phone,name\n3.16E+10,Anna\n06 12345678,Bob\n')
    const host = await startHost(lookup(), folder)
    expect(host.findings).toContainEqual(expect.objectContaining({ code: 'rows-without-number' }))
  })
})
