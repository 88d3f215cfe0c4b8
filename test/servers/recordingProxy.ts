/**
 * A proxy in front of a plain HTTP server that records its answers, for tests that need a secret which is not shown to
 * them.
 */
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface RecordingProxy {
  /** `http://127.0.0.1:PORT`. */
  readonly address: string
  /** Returns the body of the last answer to a request of this path, e.g. `/v1/sys/init`. Throws if there was none. */
  answerTo(path: string): string
  /** Every request so far, as `GET /v1/secret/data/a`, in the order of arrival. */
  readonly asked: readonly string[]
  stop(): Promise<void>
}

/** Starts a proxy on a free port of 127.0.0.1, in front of the server on port `target`. */
export async function recordingProxy(target: number): Promise<RecordingProxy> {
  const answers = new Map<string, string>()
  const asked: string[] = []
  const server = createServer((incoming, outgoing) => {
    const { method, url = '', headers } = incoming
    asked.push(`${method} ${url}`)
    const onward = request({ host: '127.0.0.1', port: target, method, path: url, headers }, (answer) => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.on('end', () => answers.set(url, Buffer.concat(pieces).toString('utf8')))
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answerTo: (path) => {
      const answer = answers.get(path)
      if (answer === undefined) throw new Error(`nothing was asked of ${path}`)
      return answer
    },
    stop: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
