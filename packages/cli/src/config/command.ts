import {
  configSchema,
  type Finding,
  type HostConfig,
  type Issue,
  issuesOf,
  type LineConfig,
  secret,
} from '@preanswer/core'
import { z } from 'zod'
import { alertKinds } from '../alerts/kinds.ts'
import { recordSchema } from '../record/options.ts'

const path = configSchema.shape.server.unwrap().shape.path.unwrap()
const address = configSchema.shape.forward.unwrap()

const metricsSchema = z.strictObject({
  /** `server`: that of the webhooks; 0 lets the system choose */
  port: z.union([z.literal('server'), z.int().min(0).max(65_535)]).default(9464),
  host: z.string().min(1).optional(),
  path: path.default('/metrics'),
  /** Memory, CPU and event loop of the process besides */
  process: z.boolean().default(true),
  /** So many lines have a label of their own */
  lines: z.int().min(0).max(1_000).default(100),
})

const alertsSchema = z
  .strictObject({
    /** Where each alert is posted; into the log only where absent */
    url: address.optional(),
    /** Sent as `Authorization: Bearer …` */
    bearer: secret(z.string().min(8, 'a token has at least 8 characters').max(500)).optional(),
    kinds: z
      .array(z.enum(alertKinds))
      .min(1)
      .default([...alertKinds]),
    /** ms: of each kind at most one in this time */
    everyMs: z.int().min(1_000).max(86_400_000).default(300_000),
    /** ms for one attempt to deliver */
    timeoutMs: z.int().min(100).max(30_000).default(5_000),
    /** What counts as a burst of refused signatures */
    refusedSignatures: z
      .strictObject({
        count: z.int().min(1).max(10_000).default(20),
        withinMs: z.int().min(1_000).max(3_600_000).default(60_000),
      })
      .prefault({}),
  })
  .refine(({ url, bearer }) => bearer === undefined || url !== undefined, {
    path: ['bearer'],
    message: 'is for an address: write a `url`, or remove it',
  })

const logSchema = z
  .strictObject({
    /** What the line of a call says about its caller */
    callers: z.enum(['none', 'pseudonym']).default('none'),
    /** Makes pseudonyms that outlive the process */
    key: secret(z.string().min(32, 'a key has at least 32 characters').max(500)).optional(),
  })
  .refine(({ callers, key }) => key === undefined || callers === 'pseudonym', {
    path: ['key'],
    message: 'is for pseudonyms: write `callers: pseudonym`, or remove it',
  })

const inspectorSchema = z.strictObject({
  /** Whoever has it sees every call */
  token: secret(z.string().min(16, 'a token has at least 16 characters').max(500)),
  path: path.default('/inspector'),
  /** Names that it is reached by, besides localhost and addresses */
  hosts: z
    .array(z.string().regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/, 'the name of a host in small letters, without a port'))
    .max(20)
    .default([]),
  /** Calls that are remembered */
  calls: z.int().min(10).max(10_000).default(1_000),
})

/** From the folder of the config: where the command keeps what outlives it */
const stateDir = z.string().min(1).max(500).default('.preanswer')

const ownShape = {
  metrics: metricsSchema.optional(),
  alerts: alertsSchema.optional(),
  log: logSchema.prefault({}),
  inspector: inspectorSchema.optional(),
  stateDir,
  record: recordSchema.optional(),
}

const ownSchema = z.object(ownShape)

const linesPath = z.string().min(1).max(500)

/** All keys of a config file: those of the core, our own, and what says to an editor how to check them. */
export const fileSchema = configSchema.extend({
  ...ownShape,
  $schema: z.string().optional(),
  /** Lines, or files and folders with lines, from the folder of the config */
  lines: z.union([linesPath, z.array(z.union([linesPath, configSchema.shape.lines.unwrap().element]))]).optional(),
})

/** A config as a person writes it into a file: the host's, and what only the command needs. */
export type FileConfig = Omit<HostConfig, 'lines'> &
  z.input<typeof ownSchema> & { readonly lines?: string | readonly (string | LineConfig)[] }

/** What a config says to the command itself, with defaults. */
export type CommandConfig = z.output<typeof ownSchema>

/** A config taken apart. */
export interface DividedConfig {
  /** For the core, which checks it; a key that nobody knows is not in it */
  readonly config: unknown
  /** The defaults where there are issues about it */
  readonly command: CommandConfig
  /** Those of our own keys, and keys that nobody knows */
  readonly issues: readonly Issue[]
  readonly findings: readonly Finding[]
}

/** Divides a config between the core and the command, and checks the command's part. */
export function divideConfig(config: unknown): DividedConfig {
  if (!isRecord(config)) return { config, command: ownSchema.parse({}), issues: [], findings: [] }
  // the core checks each by itself, and there may be ten thousand
  const { lines: _, ...rest } = config
  const whole = fileSchema.safeParse(rest)
  const problems = whole.success ? [] : issuesOf(whole.error.issues, fileSchema)
  const ofHost = Object.entries(config).filter(([key]) => Object.hasOwn(configSchema.shape, key))
  const own = ownSchema.safeParse(config)
  const command = own.data ?? ownSchema.parse({})
  return {
    config: Object.fromEntries(ofHost),
    command,
    issues: [
      ...problems.filter(({ path: [key] }) => key !== undefined && !Object.hasOwn(configSchema.shape, key)),
      ...placeIssues(command, config),
    ],
    findings: findingsOf(command),
  }
}

/** Paths that a running host answers by itself. */
const healthPaths: readonly unknown[] = ['/healthz', '/readyz']

/** Webhooks, health checks and metrics cannot have one place. */
function placeIssues({ metrics, inspector }: CommandConfig, { server }: Readonly<Record<string, unknown>>): Issue[] {
  const { path: webhooks = '/webhook', port = 3000 } = isRecord(server) ? server : {}
  const isShared = metrics?.port === 'server'
  const issues: (Issue | false)[] = [
    healthPaths.includes(webhooks) && {
      path: ['server', 'path'],
      message: 'is taken by the health checks',
      hint: 'choose another, like /webhook',
    },
    isShared &&
      [webhooks, ...healthPaths].includes(metrics.path) && {
        path: ['metrics', 'path'],
        message: 'is taken by the webhooks or the health checks',
        hint: 'choose another, like /metrics',
      },
    inspector !== undefined &&
      [webhooks, ...healthPaths, ...(isShared ? [metrics.path] : [])].some((path) => isBelow(path, inspector.path)) && {
        path: ['inspector', 'path'],
        message: 'is taken by the webhooks, the health checks or the metrics',
        hint: 'choose another, like /inspector',
      },
    isShared &&
      metrics.host !== undefined && {
        path: ['metrics', 'host'],
        message: 'goes with a port of its own',
        hint: 'remove it, or give `port` a number',
      },
    metrics !== undefined &&
      metrics.port === port &&
      port !== 0 && {
        path: ['metrics', 'port'],
        message: 'is the port of the webhooks',
        hint: 'write `port: server` to share it',
      },
  ]
  return issues.filter((issue) => issue !== false)
}

/** Whether the inspector would answer at a path. */
export function isBelow(path: unknown, inspector: string): boolean {
  return `${path}/`.startsWith(`${inspector}/`)
}

function findingsOf({ metrics, alerts }: CommandConfig): Finding[] {
  const findings: (Finding | false)[] = [
    metrics?.port === 'server' && {
      severity: 'warning',
      code: 'metrics-beside-webhooks',
      path: ['metrics', 'port'],
      message: 'whoever reaches the webhooks can read the metrics',
      hint: 'keep the path from outside in the proxy before the host, or leave `port` out: they are then for this machine only',
    },
    alerts?.url !== undefined &&
      isInTheClear(alerts.url) && {
        severity: 'warning',
        code: 'alerts-in-the-clear',
        path: ['alerts', 'url'],
        message: 'alerts go over the network without encryption',
        hint: 'use an address with https://',
      },
  ]
  return findings.filter((finding) => finding !== false)
}

function isInTheClear(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'http:' && !/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
