import { once } from 'node:events'
import { connect } from 'node:net'
import { onTestFinished } from 'vitest'

/** A response as it came over the socket. */
export interface RawResponse {
  readonly status: number
  /** Lower-case names */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A socket on which a test writes bytes that no HTTP client would. */
export interface RawSocket {
  write(bytes: string | Uint8Array): void
  /** Ends our side only */
  end(): void
  /** The next so many responses, in order; fewer when the server closes before */
  read(count: number): Promise<RawResponse[]>
  /** All responses until the server closes */
  readAll(): Promise<RawResponse[]>
}

/** Opens a socket to a port on this machine. It is destroyed when the test ends. */
export async function openSocket(port: number): Promise<RawSocket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  onTestFinished(() => {
    socket.destroy()
  })
  let received = Buffer.alloc(0)
  let isOver = false
  let wake = () => {}
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    wake()
  })
  // a server that has refused may reset what we still write
  socket.on('error', () => {})
  for (const name of ['end', 'close']) {
    socket.on(name, () => {
      isOver = true
      wake()
    })
  }
  await once(socket, 'connect')

  async function read(count: number): Promise<RawResponse[]> {
    const responses: RawResponse[] = []
    while (responses.length < count) {
      const parsed = parseResponse(received)
      if (parsed !== undefined) {
        responses.push(parsed.response)
        received = received.subarray(parsed.length)
      } else if (isOver) break
      else {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
    return responses
  }

  return {
    write: (bytes) => void socket.write(bytes),
    end: () => void socket.end(),
    read,
    readAll: () => read(Number.POSITIVE_INFINITY),
  }
}

/** The first whole response in the bytes, and how many of them it takes. */
function parseResponse(bytes: Buffer): { response: RawResponse; length: number } | undefined {
  const headLength = bytes.indexOf('\r\n\r\n')
  if (headLength < 0) return undefined
  const [statusLine = '', ...lines] = bytes.subarray(0, headLength).toString('latin1').split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  const start = headLength + 4
  const length = start + Number(headers['content-length'] ?? 0)
  if (bytes.length < length) return undefined
  const body = bytes.subarray(start, length).toString('utf8')
  return { response: { status: Number(statusLine.split(' ')[1]), headers, body }, length }
}
