import type { Server } from 'node:http'

/** Makes a server that answers `POST /webhook`; it does not listen yet. */
export type CreateServer = () => Promise<Server>
