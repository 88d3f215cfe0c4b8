/** Asks the running app over its control socket. */
import { connect } from 'node:net'
import { ControlAnswer, type ControlCommand, longestLine, patience } from './protocol.ts'
import { readRecord } from './record.ts'

/** Returns the answer of the app that runs on this data folder, or null when none does. */
export async function askRunningApp(dataFolder: string, request: ControlCommand): Promise<ControlAnswer | null> {
  const record = await readRecord(dataFolder)
  if (record === null) return null
  const line = await exchange(record.address, `${JSON.stringify({ secret: record.secret, request })}\n`)
  if (line === null) return null
  try {
    return ControlAnswer.parse(JSON.parse(line))
  } catch {
    return { ok: false, message: 'The running app sent a response that this version does not recognize.' }
  }
}

/** Sends one line and returns the answer, or null when nobody listens or nothing came in time. */
function exchange(address: string, line: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect(address)
    let received = ''
    const finish = (answer: string | null) => {
      clearTimeout(late)
      socket.destroy()
      resolve(answer)
    }
    const late = setTimeout(() => finish(null), patience)
    socket.setEncoding('utf8')
    socket.once('error', () => finish(null))
    socket.once('close', () => finish(null))
    socket.once('connect', () => socket.write(line))
    socket.on('data', (text: string) => {
      received += text
      const end = received.indexOf('\n')
      if (end !== -1) finish(received.slice(0, end))
      else if (received.length > longestLine) finish(null)
    })
  })
}
