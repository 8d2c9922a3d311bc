import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { dialects } from './dialects.ts'
import { type ExitCode, exitCodes, Failure } from './exit-codes.ts'
import { print } from './terminal.ts'
import { version } from './version.ts'

/**
 * Runs the command.
 *
 * @param parameters What stands after `preanswer`
 * @returns The exit code; 0 done, 1 failed, 2 wrong usage, 78 wrong config
 */
export async function main(parameters: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok
  const program = createProgram(parameters, (code) => {
    exitCode = code
  })
  try {
    await program.parseAsync([...parameters], { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return isHelp(error) ? exitCodes.ok : exitCodes.usage
    if (!(error instanceof Failure)) throw error
    print(process.stderr, error.message)
    return error.exitCode
  }
}

const exitCodeHelp = `
Exit codes:
  0   done; for start, drained after SIGTERM or SIGINT
  1   failed: the port is in use, the call was refused, the host was not reached
  2   wrong usage of the command
  78  wrong config`

function createProgram(parameters: readonly string[], done: (code: ExitCode) => void): Command {
  const program = new Command('preanswer')
    .description("Answers a voice platform's assistant-request webhook, with plugins composed in a config file.")
    .version(version())
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
    .addHelpText('after', exitCodeHelp)

  program
    .command('start')
    .description('run a host until SIGTERM or SIGINT')
    .addOption(configOption())
    .addOption(portOption())
    .option('--host <address>', 'address to listen on')
    .option('--strict', 'refuse to start where the config of a line is wrong, instead of answering with its fallback')
    .action(async ({ port, ...options }) => {
      const { start } = await import('./commands/start.ts')
      // PORT may be set to nothing
      done(await start({ ...options, ...(port === '' ? {} : { port }) }))
    })

  program
    .command('dev')
    .description('run a host while you work on its config and plugins: it reloads when one of their files changes')
    .addOption(configOption())
    .addOption(portOption())
    .option('--host <address>', 'address to listen on')
    .action(async ({ port, ...options }) => {
      const { dev } = await import('./commands/dev.ts')
      done(await dev({ ...options, ...(port === '' ? {} : { port }) }))
    })

  program
    .command('reload')
    .description('have the running hosts of a config read it again, and print what is different')
    .addOption(configOption())
    .action(async (options) => done(await (await import('./commands/reload.ts')).reload(options)))

  program
    .command('check')
    .description('validate a config, print its plan and what to know before the first call')
    .addOption(configOption())
    .action(async (options) => done(await (await import('./commands/check.ts')).check(options)))

  program
    .command('schema')
    .description('print the JSON Schema of a config, with the options of the installed plugins, for editors')
    .addOption(configOption())
    .option('--out <file>', 'write it to a file')
    .action(async (options) => done(await (await import('./commands/schema.ts')).schema(options)))

  withCall(program.command('simulate').description('run one call through the host of a config, without HTTP'))
    .addOption(configOption())
    .addOption(timeOption())
    .option('--json', 'print {"response": …, "trace": …} and nothing else')
    .option('--expect <file>', 'compare the response with this JSON, and exit with 1 where they differ')
    .action(async (options) => done(await (await import('./commands/simulate.ts')).simulate(options)))

  withCall(
    program.command('explain').description('say why a call is answered as it is: who said what, and who decided'),
  )
    .argument('[id]', 'a recorded call, by the first characters of its id, in place of one that is tried now')
    .addOption(configOption())
    .addOption(timeOption())
    .option('--file <file>', 'another file with recorded calls')
    .option('--json', 'print JSON')
    .option('--bundle <file>', 'write the call for somebody else, with numbers and names that are made up')
    .action(async (id, options) => done(await (await import('./commands/explain.ts')).explain(id, options)))

  program
    .command('timetable')
    .description('show what a caller would get over a week, hour by hour, on the clock of the line')
    .addOption(configOption())
    .option('--line <line>', 'name of a line or a number that is dialed; the default line where absent')
    .option('--from <number>', 'who rings: E.164; withheld where absent')
    .option('--week <week>', 'ISO week, like 2026-W52; this week where absent')
    .option('--json', 'print JSON')
    .action(async (options) => done(await (await import('./commands/timetable.ts')).showWeek(options)))

  addOverride(program, parameters, done)

  withCall(program.command('send').description('sign a test call and post it to a running host'))
    .argument('<url>', 'address of the webhook, like http://127.0.0.1:3000/webhook')
    .addOption(
      new Option('--secret <secret>', 'webhook secret; others on this machine can see it').env('PREANSWER_SECRET'),
    )
    .action(async (url, options) => done(await (await import('./commands/send.ts')).send(url, options)))

  withRecordings(program.command('calls').description('list recorded calls, the newest last, or show one'))
    .argument('[id]', 'the call to show: the first characters of its id')
    .addOption(new Option('--limit <number>', 'the newest so many').argParser(parseCount).default(50))
    .option('--json', 'print JSON and nothing else')
    .action(async (id, options) => {
      const { listCalls, showCall } = await import('./commands/calls.ts')
      done(await (id === undefined ? listCalls(options) : showCall(id, options)))
    })

  withRecordings(
    program.command('replay').description("run recorded calls through today's config, and tell what changes"),
  )
    .addOption(new Option('--limit <number>', 'the newest so many').argParser(parseCount))
    .option('--live', 'ask anew who is calling, instead of taking the facts as they were recorded')
    .option('--json', 'print JSON and nothing else')
    .action(async (options) => done(await (await import('./commands/replay.ts')).replay(options)))

  program
    .command('forget')
    .description('erase what is recorded of a caller')
    .argument('<number>', 'E.164')
    .addOption(configOption())
    .option('--file <file>', 'another file with recorded calls')
    .action(async (number, options) => done(await (await import('./commands/forget.ts')).forget(number, options)))

  program
    .command('import-assistant')
    .description("turn the platform's JSON of a saved assistant into `assistant` of a config")
    .argument('<file>', 'the JSON; - is stdin')
    .option('--json', 'print JSON instead of YAML')
    .action(async (file, options) =>
      done(await (await import('./commands/import-assistant.ts')).importSavedAssistant(file, options)),
    )

  program
    .command('plugin')
    .description('for authors of plugins')
    .command('verify')
    .description("check a plugin's package as npm would publish it")
    .argument('[path]', 'folder of the package, or a tarball', '.')
    .option('--with <file>', "options for the trial call in YAML or JSON, in place of the README's example")
    .option('--json', 'print {"name": …, "version": …, "problems": […]} and nothing else')
    .action(async (path, options) =>
      done(await (await import('./commands/plugin-verify.ts')).verifyPlugin(path, options)),
    )

  return program
}

function addOverride(program: Command, parameters: readonly string[], done: (code: ExitCode) => void): void {
  const commands = () => import('./commands/override.ts')
  const override = program
    .command('override')
    .description('say for now that a line is closed or open, whatever its plugins say; a running host obeys at once')
    .argument('<line>', 'name or number of a line, or all')
    .addArgument(new Argument('<state>', 'what it is').choices(['closed', 'open']))
    .addOption(configOption())
    .option(
      '--until <time>',
      'when that ends: 17:00, "tomorrow 08:00", 2h, or ISO 8601; the end of the day where absent',
    )
    .option('--say <text>', 'closed: what callers hear; --say-en, --say-nl, … in that language')
    .action(async (line, state, options) => {
      const sayIn = Object.fromEntries(texts.map(({ tag, option }) => [tag, options[option.attributeName()]]))
      done(await (await commands()).override(line, state, { ...options, sayIn }))
    })
  const texts = spokenTags(parameters).map((tag) => ({ tag, option: new Option(`--say-${tag} <text>`).hideHelp() }))
  for (const { option } of texts) override.addOption(option)

  override
    .command('list')
    .description('show what counts now')
    .addOption(configOption())
    .option('--json', 'print JSON')
    .action(async (_options, command) => done(await (await commands()).listOverrides(command.optsWithGlobals())))
  override
    .command('clear')
    .description('end an override before its time')
    .argument('<line>', 'name or number of a line, or all')
    .addOption(configOption())
    .action(async (line, _options, command) =>
      done(await (await commands()).clearOverride(line, command.optsWithGlobals())),
    )
}

/** Languages of the texts that are given: `--say-en …` says one in English. */
function spokenTags(parameters: readonly string[]): string[] {
  const tags = parameters.map((parameter) => /^--say-([A-Za-z0-9-]{2,35})(?:=|$)/.exec(parameter)?.[1])
  return [...new Set(tags.filter((tag) => tag !== undefined))]
}

function configOption(): Option {
  return new Option('--config <file>', 'config file; without it preanswer.config.* is looked for here and above')
}

function timeOption(): Option {
  return new Option('--at <time>', 'when the call rings: ISO 8601 with Z or an offset').argParser(parseTime)
}

function portOption(): Option {
  return new Option('--port <number>', 'port to listen on; 0 lets the system choose').env('PORT').argParser(parsePort)
}

function withCall(command: Command): Command {
  return command
    .option('--event <file>', 'body of a webhook, instead of --from and --to; - is stdin')
    .option('--from <number>', 'who rings: E.164, or withheld')
    .option('--to <number>', 'what was dialed: E.164')
    .addOption(new Option('--dialect <name>', 'shape of the webhook').choices(dialects).default('snake'))
}

/** Options that choose recorded calls. */
function withRecordings(command: Command): Command {
  return command
    .addOption(configOption())
    .option('--file <file>', 'another file with recorded calls')
    .option('--line <name>', 'of this line')
    .option('--from <number>', 'of this caller: E.164, or withheld')
    .addOption(new Option('--since <time>', 'from then on: ISO 8601, or 2h, 7d ago').argParser(parsePast))
    .addOption(new Option('--until <time>', 'before then').argParser(parsePast))
    .addOption(new Option('--kind <kind>', 'with this response').choices(responseKinds))
}

/** What a call can get. */
const responseKinds = ['default', 'assistant', 'rejection', 'fallback']

function parsePast(text: string): number {
  const [, count, unit] = /^(\d{1,4})([mhd])$/.exec(text) ?? []
  if (count === undefined) return parseTime(text)
  const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 }[unit as 'm' | 'h' | 'd']
  return Date.now() - Number(count) * unitMs
}

function parseCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('A count is a number from 1 to 999999.')
}

function parsePort(text: string): number | '' {
  if (text === '') return text
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('A port is a number from 0 to 65535.')
}

function parseTime(text: string): number {
  const time = /T.*(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(time)) return time
  throw new InvalidArgumentError('A time looks like 2026-03-25T08:00:00Z or 2026-03-25T09:00:00+01:00.')
}

function isHelp({ code, exitCode }: CommanderError): boolean {
  return exitCode === 0 || code === 'commander.version'
}
