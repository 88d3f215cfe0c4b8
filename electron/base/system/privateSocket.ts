/**
 * Listens on a socket that only this person can connect to: a Unix socket (mode 0600) in a private folder, on Windows a
 * named pipe.
 */
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, including the terminating zero. */
const longestSocketPath = 100

export interface Place {
  readonly address: string
  /** Removes the files that were created for the socket. */
  readonly remove: () => Promise<void>
}

/**
 * Returns the address on which the server listens, with a random name, or null if the system allows a socket in none of
 * the folders. `folder` is private to the person. A new folder for temporary files is used instead if it is null, its
 * path is too long, or its file system has no sockets.
 */
export async function listenPrivately(server: Server, folder: string | null): Promise<Place | null> {
  const name = randomBytes(16).toString('hex')
  if (process.platform === 'win32') {
    const place = { address: `\\\\.\\pipe\\strongroom-${name}`, remove: async () => undefined }
    return (await listens(server, place)) ? place : null
  }
  if (folder !== null) {
    const address = join(folder, `${name.slice(0, 16)}.sock`)
    const place = { address, remove: () => rm(address, { force: true }) }
    if (Buffer.byteLength(address) <= longestSocketPath && (await listens(server, place))) return place
  }
  for (const above of new Set([tmpdir(), '/tmp'])) {
    // mkdtemp creates a folder with mode 0700 and an unused name.
    const short = await mkdtemp(join(above, 'strongroom-')).catch(() => null)
    if (short === null) continue
    const other = { address: join(short, 's'), remove: () => rm(short, { recursive: true, force: true }) }
    if (Buffer.byteLength(other.address) <= longestSocketPath && (await listens(server, other))) return other
    await other.remove()
  }
  return null
}

async function listens(server: Server, { address, remove }: Place): Promise<boolean> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(address, () => {
        server.off('error', reject)
        resolve()
      })
    })
    if (process.platform !== 'win32') await chmod(address, 0o600)
    return true
  } catch {
    if (server.listening) await new Promise((resolve) => server.close(resolve))
    await remove().catch(() => undefined)
    return false
  }
}
