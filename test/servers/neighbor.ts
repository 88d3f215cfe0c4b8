/**
 * A hostile program on another port of this computer, as a separate process: `node neighbor.ts TARGET`. A browser that
 * opens its page sends it cookies; with these it tries to open the channel of TARGET (`http://HOST:PORT`) and to make a
 * call. Prints one JSON text per line: its own port, then the result of each visit.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket } from 'ws'

const target = new URL(process.argv[2] ?? '')
const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`)

/** Returns TARGET's answer to a call over a channel that is opened with `cookie`, or how it closed the channel. */
function callWith(cookie: string): Promise<string> {
  return new Promise((resolve) => {
    const channel = new WebSocket(`ws://127.0.0.1:${target.port}/channel`, {
      headers: { host: target.host, origin: target.origin, cookie },
    })
    channel.once('open', () => channel.send(JSON.stringify({ id: 1, call: 'app.state', input: {} })))
    channel.once('message', (data: Buffer) => resolve(data.toString()))
    channel.once('close', (code) => resolve(`closed: ${code}`))
    channel.once('error', (problem) => resolve(`refused: ${problem.message}`))
  })
}

const server = createServer((request, response) => {
  const { cookie = '' } = request.headers
  response.setHeader('content-type', 'text/html').end('<h1>A harmless page</h1>')
  if (request.url !== '/') return
  void callWith(cookie).then((answer) => say({ cookie, answer, uid: process.getuid?.() }))
})
server.listen(0, '127.0.0.1', () => say({ port: (server.address() as AddressInfo).port }))
