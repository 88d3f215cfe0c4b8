/** Sends requests to the running app over its control socket. */
import { lstat } from 'node:fs/promises'
import { connect } from 'node:net'
import { codeOf } from '../../base/files/atomicFile.ts'
import { ControlAnswer, type ControlCommand, longestLine, patience } from './protocol.ts'
import { type Holder, readHolder } from './record.ts'

/** `closed`: no process listens. `gone`: the socket does not exist. `silent`: the process did not answer in time. */
type NoAnswer = 'closed' | 'gone' | 'silent'

/** Returns the answer of the app that runs on this data folder, or null if no app runs. */
export async function askRunningApp(dataFolder: string, request: ControlCommand): Promise<ControlAnswer | null> {
  const holder = await readHolder(dataFolder)
  if (holder === null) return null
  const answer = await askHolder(holder, request)
  return typeof answer === 'string' ? null : answer
}

/** Asks the holder of a lock; waits `ms` milliseconds at most. */
export async function askHolder(
  { address, secret }: Pick<Holder, 'address' | 'secret'>,
  request: ControlCommand,
  ms = patience,
): Promise<ControlAnswer | NoAnswer> {
  if (address === null || !(await isOurs(address))) return 'gone'
  const received = await exchange(address, `${JSON.stringify({ secret, request })}\n`, ms)
  if (typeof received === 'string') return received
  try {
    return ControlAnswer.parse(JSON.parse(received.line))
  } catch {
    return { ok: false, message: 'The running app sent a response that this version does not recognize.' }
  }
}

/**
 * Whether this person created the socket. SECURITY: in a folder for all users, another user could have replaced a
 * socket that a crash has left (docs/security.md, "The control socket").
 */
async function isOurs(address: string): Promise<boolean> {
  if (process.platform === 'win32') return true
  const facts = await lstat(address).catch(() => null)
  return facts !== null && facts.isSocket() && facts.uid === process.getuid?.()
}

/** Sends one line and returns the answer, or why there is none. */
function exchange(address: string, line: string, ms: number): Promise<{ readonly line: string } | NoAnswer> {
  return new Promise((resolve) => {
    const socket = connect(address)
    let received = ''
    const finish = (answer: { readonly line: string } | NoAnswer) => {
      clearTimeout(late)
      socket.destroy()
      resolve(answer)
    }
    const late = setTimeout(() => finish('silent'), ms)
    socket.setEncoding('utf8')
    socket.once('error', (problem) => {
      const code = codeOf(problem)
      finish(code === 'ECONNREFUSED' ? 'closed' : code === 'ENOENT' ? 'gone' : 'silent')
    })
    socket.once('close', () => finish('silent'))
    socket.once('connect', () => socket.write(line))
    socket.on('data', (text: string) => {
      received += text
      const end = received.indexOf('\n')
      if (end !== -1) finish({ line: received.slice(0, end) })
      else if (received.length > longestLine) finish('silent')
    })
  })
}
