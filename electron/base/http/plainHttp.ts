/** Whether a server speaks HTTP on a port where TLS was expected. Does not depend on the error of a TLS library. */
import type { Duplex } from 'node:stream'
import { openStream, settle } from './stream.ts'
import type { Place, Proxy } from './stream.ts'

/**
 * A TLS record with an unusable handshake message: a TLS server answers with an alert, an HTTP server with a status
 * line.
 */
const unusableHandshake = Buffer.from([0x16, 0x03, 0x01, 0x00, 0x04, 0x0d, 0x0a, 0x0d, 0x0a])

/**
 * Whether the server's answer begins with `HTTP/`. Sends no data of the person.
 * @throws Failure `canceled`.
 */
export async function answersPlainHttp(
  place: Place,
  proxy: Proxy | null,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  let stream: Duplex | undefined
  try {
    const opened = await openStream(place, proxy, timeoutMs, signal)
    stream = opened
    const first = await settle<Buffer>(
      (resolve) => {
        opened
          .once('data', resolve)
          .once('close', () => resolve(Buffer.alloc(0)))
          .on('error', () => resolve(Buffer.alloc(0)))
        opened.write(unusableHandshake)
        return opened
      },
      timeoutMs,
      signal,
    )
    return first.subarray(0, 5).toString('latin1') === 'HTTP/'
  } catch {
    signal.throwIfAborted()
    return false
  } finally {
    stream?.destroy()
  }
}
