/**
 * The protocol between Strongroom and the witness of an initialization: one line for each message, over a Unix socket
 * or a named pipe. Standard input cannot be used: on Windows, it is at end of file in Electron's main process.
 *
 * 1. Strongroom sends a challenge.
 * 2. The witness returns a proof over it, which shows that it reads the channel and has the secret, and its own
 *    challenge.
 * 3. Strongroom sends the job with a proof over that challenge.
 * 4. The witness sends the answer with a proof over Strongroom's challenge, so no other process can replace the answer.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Socket } from 'node:net'

/** Where the witness finds the address and the secret of its channel. */
export const channelVariables = { address: 'STRONGROOM_WITNESS_ADDRESS', secret: 'STRONGROOM_WITNESS_SECRET' } as const

/** Characters of the longest line before the other side has proven itself, and of a job or an answer. */
export const longestLine = { greeting: 256, job: 64 * 1024 * 1024 } as const

/** Returns a new random challenge, or secret: 256 bits. */
export const randomLine = (): string => randomBytes(32).toString('base64url')

export type Speaker = 'witness' | 'strongroom'

/**
 * Returns a proof that the speaker has the secret and has read the challenge. `text` is the message that the proof
 * covers. SECURITY: a peer without the secret cannot receive or send a job (docs/security.md, "New keys").
 */
export function proofOf(secret: string, speaker: Speaker, challenge: string, text = ''): string {
  return createHmac('sha256', secret).update(`${speaker}\n${challenge}\n${text}`).digest('base64url')
}

/** Returns a line that consists of a proof over `text`, and `text`. */
export const provenLine = (secret: string, speaker: Speaker, challenge: string, text: string): string =>
  `${proofOf(secret, speaker, challenge, text)} ${text}\n`

/** Returns the content of such a line as JSON, or undefined if its proof is wrong or there is no line. */
export function provenIn(line: string | null, secret: string, speaker: Speaker, challenge: string): unknown {
  const [proof, text] = line?.split(/ (.*)/s) ?? []
  if (text === undefined || !isProof(proof, secret, speaker, challenge, text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether `given` is that proof. */
export function isProof(given: string | undefined, ...of: Parameters<typeof proofOf>): boolean {
  const [left, right] = [Buffer.from(given ?? ''), Buffer.from(proofOf(...of))]
  return left.length === right.length && timingSafeEqual(left, right)
}

/**
 * Returns the next line of a socket, or null if the socket ends first or the line has more than `longest` characters.
 */
export type ReadLine = (longest: number) => Promise<string | null>

/** Reads a socket line by line, one call at a time. A socket that fails is closed. */
export function lineReader(socket: Socket): ReadLine {
  let received = ''
  let isOver = false
  let wake = (): void => undefined
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    received += text
    wake()
  })
  socket.on('error', () => socket.destroy())
  socket.once('close', () => {
    isOver = true
    wake()
  })
  return async (longest) => {
    for (;;) {
      const end = received.indexOf('\n')
      if ((end === -1 ? received.length : end) > longest) return null
      if (end !== -1) {
        const line = received.slice(0, end)
        received = received.slice(end + 1)
        return line
      }
      if (isOver) return null
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }
}
