import { type Finding, formatPath, type Host } from '@preanswer/core'
import { loadConfig } from '../config/load.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { groupFindings } from '../findings.ts'
import { openHost } from '../host.ts'
import { describeLines } from '../lines-table.ts'
import { createLog } from '../log.ts'
import { openOverrides } from '../overrides/open.ts'
import { sayTime } from '../overrides/until.ts'
import { colorsOf, print } from '../terminal.ts'

export interface CheckOptions {
  readonly config?: string
}

/** Validates a config and prints its plan and findings. Exit 78 when calls would not be answered as written. */
export async function check({ config }: CheckOptions): Promise<ExitCode> {
  const { log, release } = await createLog(process.stderr, 'warn')
  release()
  const loaded = await loadConfig({ from: process.cwd(), named: config, environment: process.env })
  const opened = await openHost(loaded, log, { strict: true, overrides: await openOverrides(loaded.stateDir, log) })
  const { host } = opened
  const findings = [...opened.findings, ...overrideFindings(host)]
  await host.close()
  const sorted = findings.toSorted(
    (one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity),
  )
  print(process.stdout, loaded.file, '', describeLines(host.lines, process.stdout), '')
  for (const { finding, more } of groupFindings(sorted)) print(process.stdout, describeFinding(finding, more), '')
  const countOf = (wanted: Finding['severity']) => findings.filter(({ severity }) => severity === wanted).length
  const errors = countOf('error')
  print(process.stdout, `${count(errors, 'error')}, ${count(countOf('warning'), 'warning')}.`)
  return errors === 0 ? exitCodes.ok : exitCodes.config
}

/** In the order in which they are printed. */
const severities: readonly Finding['severity'][] = ['error', 'warning', 'note']

function overrideFindings(host: Host): Finding[] {
  return host.health().overrides.map(({ line, state, until }) => {
    const { timeZone } = host.lines.find(({ name }) => name === line) ?? host.config
    return {
      severity: 'note',
      code: 'override',
      message: `an operator said that ${line === 'all' ? 'all lines are' : `${line} is`} ${state} until ${sayTime(until, timeZone)}`,
      hint: `\`preanswer override clear ${line}\` ends it before its time`,
    }
  })
}

function describeFinding({ severity, code, path, message, hint }: Finding, more: number): string {
  const { red, yellow, cyan, bold } = colorsOf(process.stdout)
  const color = { error: red, warning: yellow, note: cyan }[severity]
  const others = more === 0 ? '' : ` and ${count(more, 'other line')}`
  const place = path === undefined || path.length === 0 ? '' : `  ${formatPath(path)}${others}`
  return `${color(severity)}  ${bold(code)}${place}\n  ${message}${hint === undefined ? '' : `\n  → ${hint}`}`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
