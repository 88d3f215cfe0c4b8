/**
 * The control socket: how other processes of the same person reach the running app. A Unix socket (mode 0600) in a
 * private folder; on Windows a named pipe. Its name is random and stands, with a secret that every request must carry, in
 * a file that only this person can read (docs/security.md, "The control socket").
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { replaceFile } from '../core/atomicFile.ts'
import { type ControlAnswer, type ControlCommand, ControlRequest, longestLine, patience } from './protocol.ts'
import { controlFolder, readRecord, recordFile } from './record.ts'

export interface ControlServer {
  close(): Promise<void>
}

export interface ControlServerOptions {
  readonly dataFolder: string
  /** Runs one command; what it throws is answered as a failure without its message. */
  readonly run: (command: ControlCommand) => Promise<ControlAnswer>
}

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, with the zero at its end. */
const longestSocketPath = 100

/** Starts listening and writes the record down. Rejects with the system's error where that is not possible. */
export async function startControl({ dataFolder, run }: ControlServerOptions): Promise<ControlServer> {
  const folder = controlFolder(dataFolder)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  await removeOldSocket(dataFolder)
  const place = await socketPlace(folder)
  const secret = randomBytes(32).toString('base64url')
  const server = createServer((socket) => serve(socket, secret, run))
  await listen(server, place.address)
  if (process.platform !== 'win32') await chmod(place.address, 0o600)
  await replaceFile(recordFile(dataFolder), JSON.stringify({ version: 1, address: place.address, secret }))
  return {
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
      // A later start may have written its own record.
      if ((await readRecord(dataFolder))?.secret === secret) await rm(recordFile(dataFolder), { force: true })
      if (place.folder !== null) await rm(place.folder, { recursive: true, force: true })
    },
  }
}

interface Place {
  readonly address: string
  /** A folder that goes with the socket, or null. */
  readonly folder: string | null
}

async function socketPlace(folder: string): Promise<Place> {
  const name = randomBytes(16).toString('hex')
  if (process.platform === 'win32') return { address: `\\\\.\\pipe\\strongroom-${name}`, folder: null }
  const address = join(folder, `${name.slice(0, 16)}.sock`)
  if (Buffer.byteLength(address) <= longestSocketPath) return { address, folder: null }
  // mkdtemp makes a folder of mode 0700 under a name that nobody could have taken.
  const short = await mkdtemp(join(tmpdir(), 'strongroom-'))
  return { address: join(short, 's'), folder: short }
}

/** A socket that a crash has left; one whose app still runs is left to that app. */
async function removeOldSocket(dataFolder: string): Promise<void> {
  const old = await readRecord(dataFolder)
  if (old === null || process.platform === 'win32') return
  const { askRunningApp } = await import('./client.ts')
  if ((await askRunningApp(dataFolder, { command: 'hello' })) !== null) return
  if (!old.address.endsWith('.sock') && !old.address.endsWith('/s')) return
  await rm(old.address, { force: true })
  if (dirname(old.address) !== controlFolder(dataFolder))
    await rm(dirname(old.address), { force: true }).catch(() => {})
}

function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(address, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function serve(socket: Socket, secret: string, run: ControlServerOptions['run']): void {
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

/** The command of a line, or null where it is malformed or carries a wrong secret. */
function commandOf(line: string, secret: string): ControlCommand | null {
  try {
    const parsed = ControlRequest.parse(JSON.parse(line))
    const [given, wanted] = [Buffer.from(parsed.secret), Buffer.from(secret)]
    // SECURITY: whoever cannot read the record gets nothing, also where a pipe is open to others (docs/security.md, "The control socket").
    return given.length === wanted.length && timingSafeEqual(given, wanted) ? parsed.request : null
  } catch {
    return null
  }
}
