/** Free TCP ports of this computer's loopback interface. */
import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Registered ports below the ranges that Linux, macOS and Windows use for outgoing connections. */
const lowest = 20_000
const highest = 32_767

/** Whether a server can listen on this port of 127.0.0.1 right now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)))
  })
}

/**
 * Returns a port that is free now and not in `taken`. It is below the range of outgoing connections, so that a server
 * which restarts an hour later probably gets the same port. Port 0 would return one of that range.
 */
export async function freePort(taken: readonly number[] = []): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = randomInt(lowest, highest + 1)
    if (!taken.includes(port) && (await isFree(port))) return port
  }
  throw new Error('no free port on 127.0.0.1')
}
