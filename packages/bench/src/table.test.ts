import { describe, expect, it } from 'vitest'
import { serverColumns } from './summary.ts'
import { formatTable } from './table.ts'

const row = {
  title: 'Koa',
  base: 'Koa',
  cpuUs: 150.4,
  cpuRatio: 1,
  callsPerSecond: 6_000,
  throughputRatio: 1,
  startMs: 200,
  idleMiB: 70,
  loadedMiB: 80,
}

describe('formatTable', () => {
  it('is a Markdown table with numbers to the right', () => {
    expect(formatTable(serverColumns, [row, { ...row, title: 'preanswer', cpuUs: 90, cpuRatio: 0.6 }])).toBe(
      [
        '| server    | CPU µs/call | ratio | calls/s | ratio | compared to | start ms | MiB idle | MiB loaded |',
        '| --------- | ----------: | ----: | ------: | ----: | ----------- | -------: | -------: | ---------: |',
        '| Koa       |         150 |  1.00 |    6000 |  1.00 | Koa         |      200 |       70 |         80 |',
        '| preanswer |          90 |  0.60 |    6000 |  1.00 | Koa         |      200 |       70 |         80 |',
      ].join('\n'),
    )
  })
})
