import type { CreateServer } from './servers/server.ts'

/** A server that takes part. */
export interface Contender {
  /** As it stands in the table */
  readonly title: string
  /** Name of the contender that it is measured against */
  readonly base: ContenderName
  /** Loads only what this server needs, so that start-up times can be compared */
  load(): Promise<CreateServer>
}

export type ContenderName =
  | 'node-http'
  | 'fastify'
  | 'koa'
  | 'koa-async'
  | 'express'
  | 'preanswer'
  | 'preanswer-sync'
  | 'preanswer-async'

/** In the order of the table, and of each round. */
export const contenders: Readonly<Record<ContenderName, Contender>> = {
  'node-http': {
    title: 'node:http',
    base: 'koa',
    load: async () => (await import('./servers/node-http.ts')).nodeHttp,
  },
  fastify: { title: 'Fastify', base: 'koa', load: async () => (await import('./servers/fastify.ts')).fastify },
  koa: { title: 'Koa', base: 'koa', load: async () => (await import('./servers/koa.ts')).koa },
  'preanswer-sync': {
    title: 'preanswer, four sync taps',
    base: 'koa',
    load: async () => (await import('./servers/preanswer-taps.ts')).preanswerSync,
  },
  preanswer: {
    title: 'preanswer, its four plugins',
    base: 'koa',
    load: async () => (await import('./servers/preanswer.ts')).preanswer,
  },
  express: { title: 'Express', base: 'koa', load: async () => (await import('./servers/express.ts')).expressJs },
  'koa-async': {
    title: 'Koa, four awaits',
    base: 'koa-async',
    load: async () => (await import('./servers/koa.ts')).koaAsync,
  },
  'preanswer-async': {
    title: 'preanswer, four async taps',
    base: 'koa-async',
    load: async () => (await import('./servers/preanswer-taps.ts')).preanswerAsync,
  },
}
