/**
 * The control socket: how other processes of the same person reach the running app. A Unix socket (mode 0600) in a
 * private folder; on Windows a named pipe. Its name is random. The lock of the home holds it, with a secret that every
 * request must carry, in a file that only this person can read (docs/security.md, "The control socket").
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { listenPrivately } from '../../base/system/privateSocket.ts'
import { type ControlAnswer, type ControlCommand, ControlRequest, longestLine, patience } from './protocol.ts'

export interface ControlServer {
  /** Null if the system allows no socket at any of the places. */
  readonly address: string | null
  readonly secret: string
  readonly close: () => Promise<void>
}

/** Runs one command. An error is returned as a failure without its message. */
export type RunCommand = (command: ControlCommand) => Promise<ControlAnswer>

/** Starts listening in this private folder, or elsewhere if the folder cannot contain a socket. Never fails. */
export async function startControl(folder: string, run: RunCommand): Promise<ControlServer> {
  const secret = randomBytes(32).toString('base64url')
  const server = createServer((socket) => serve(socket, secret, run))
  const place = await listenPrivately(server, folder)
  return {
    address: place?.address ?? null,
    secret,
    close: async () => {
      if (place === null) return
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
      await place.remove()
    },
  }
}

/** Removes the socket of an earlier holder, with the folder that was created for it. */
export async function removeLeftSocket(address: string | null): Promise<void> {
  if (address === null || process.platform === 'win32') return
  const short = /^(\/.*\/strongroom-\w{6})\/s$/.exec(address)?.[1]
  if (short !== undefined) await rm(short, { recursive: true, force: true }).catch(() => undefined)
}

function serve(socket: Socket, secret: string, run: RunCommand): void {
  let received = ''
  const answer = (given: ControlAnswer) => socket.end(`${JSON.stringify(given)}\n`)
  const late = setTimeout(() => socket.destroy(), patience)
  socket.setEncoding('utf8')
  socket.on('error', () => socket.destroy())
  socket.once('close', () => clearTimeout(late))
  const take = (text: string) => {
    received += text
    const end = received.indexOf('\n')
    if (end === -1) {
      if (received.length > longestLine) socket.destroy()
      return
    }
    socket.off('data', take)
    const command = commandOf(received.slice(0, end), secret)
    if (command === null) answer({ ok: false, message: 'The request was refused.' })
    else run(command).then(answer, () => answer({ ok: false, message: 'The running app could not do this.' }))
  }
  socket.on('data', take)
}

/** Returns the command of a line, or null if it is malformed or has a wrong secret. */
function commandOf(line: string, secret: string): ControlCommand | null {
  try {
    const parsed = ControlRequest.parse(JSON.parse(line))
    const [given, wanted] = [Buffer.from(parsed.secret), Buffer.from(secret)]
    // SECURITY: a process that cannot read the record gets no answer, even if a pipe is open to others
    // (docs/security.md, "The control socket").
    return given.length === wanted.length && timingSafeEqual(given, wanted) ? parsed.request : null
  } catch {
    return null
  }
}
