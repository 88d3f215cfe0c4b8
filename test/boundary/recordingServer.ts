/** A server of the attacker: it imitates Vault and a Kubernetes API server, accepts everything and records it all. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface RecordingServer {
  /** `http://127.0.0.1:PORT`. */
  readonly address: string
  /** Every request so far, headers and body included, as one text each. */
  readonly recorded: readonly string[]
  stop(): Promise<void>
}

/** Starts the server, which repeats the contents of a request in its answer. */
export async function startRecordingServer(): Promise<RecordingServer> {
  const recorded: string[] = []
  const server = createServer((request, response) => void answer(request, response, recorded))
  // A proxy's request for a tunnel carries headers, too.
  server.on('connect', (request, socket) => {
    recorded.push(`CONNECT ${request.url} ${JSON.stringify(request.rawHeaders)}`)
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    recorded,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, recorded: string[]): Promise<void> {
  const body = await text(request).catch(() => '')
  recorded.push(`${request.method} ${request.url} ${JSON.stringify(request.rawHeaders)} ${body}`)
  const { url = '' } = request
  const echo = { headers: request.rawHeaders.join(' '), body }
  const json = url.endsWith('/sys/init')
    ? { initialized: false, keys: [hostileLine], keys_base64: [hostileLine], root_token: hostileLine }
    : /seal-status|\/health|\/unseal/.test(url)
      ? { ...sealed, cluster_name: echo.headers }
      : { request_id: 'r', data: { ...echo, keys: [echo.headers], data: echo, value: body }, auth: null, ...echo }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(json))
}

/** A line that would run a program if it were written to a file of the person. */
const hostileLine = 'touch a-program-ran #'

const sealed = {
  type: 'shamir',
  initialized: false,
  sealed: true,
  t: 2,
  n: 3,
  progress: 0,
  nonce: '',
  version: '1.21.0',
  storage_type: 'raft',
}
