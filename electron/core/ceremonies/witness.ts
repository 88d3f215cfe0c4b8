/** Starts the witness of an initialization and sends it the job. core/ceremonies/witnessJob.ts does the job. */
import { spawn } from 'node:child_process'
import { createServer, type Socket } from 'node:net'
import { z } from 'zod'
import { Failure, failureOf } from '../../contract/failure.ts'
import { CallError } from '../../contract/result.ts'
import { listenPrivately } from '../../base/system/privateSocket.ts'
import {
  channelVariables,
  isProof,
  lineReader,
  longestLine,
  provenIn,
  provenLine,
  randomLine,
  type ReadLine,
} from './witnessChannel.ts'
import type { WitnessAnswer, WitnessJob } from './witnessJob.ts'

/**
 * How a shell starts the witness: a program, its arguments, and the environment variables that it has in addition to
 * this process's.
 */
export interface WitnessProgram {
  readonly program: string
  readonly words: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

const Answer = z.union([
  z.object({ ok: z.literal(true), sealed: z.base64(), written: z.boolean() }),
  z.object({ ok: z.literal(false), error: CallError }),
])

export interface Witnessed {
  /** The answer of the server, sealed for the key of the job. */
  readonly sealed: Buffer
  /** Whether the answer is written to the disk. */
  readonly written: boolean
}

/** A witness that waits for its job. */
export interface Witness {
  readonly pid: number
  /**
   * Resolves when the witness has stored the server's answer.
   * @throws Failure what the server refused; `internal` when the witness ended without an answer.
   */
  ask(job: WitnessJob): Promise<Witnessed>
}

/** Milliseconds for a witness to start and prove that it reads the channel. */
const startMs = 15_000
/** Connections at a time, until one has proven to be the witness. */
const maxConnections = 32

/**
 * Starts a witness and returns it once it has proven that it reads what this process sends. Returns null if it has not
 * within `patienceMs`; the core then asks the server itself. No job is sent before `ask`.
 */
export async function startWitness(
  { program, words, environment }: WitnessProgram,
  patienceMs = startMs,
): Promise<Witness | null> {
  const secret = randomLine()
  const arrived = Promise.withResolvers<Greeted | null>()
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    void greet(socket, secret).then((greeted) => greeted !== null && arrived.resolve(greeted))
  })
  server.maxConnections = maxConnections
  const place = await listenPrivately(server, null)
  if (place === null) return null
  const child = spawn(program, words, {
    env: {
      ...process.env,
      ...environment,
      [channelVariables.address]: place.address,
      [channelVariables.secret]: secret,
    },
    stdio: 'ignore',
    // A process group of its own: Ctrl-C in a terminal ends the app, not the witness.
    detached: true,
    windowsHide: true,
  })
  const giveUp = () => arrived.resolve(null)
  child.once('error', giveUp)
  child.once('exit', giveUp)
  const late = setTimeout(giveUp, patienceMs)
  const greeted = await arrived.promise
  clearTimeout(late)
  // Closes the listener; the connection of the witness stays open.
  server.close()
  for (const socket of sockets) if (socket !== greeted?.socket) socket.destroy()
  await place.remove().catch(() => undefined)
  if (greeted === null) {
    child.kill('SIGKILL')
    return null
  }
  return { pid: child.pid ?? 0, ask: (job) => ask(greeted, secret, job) }
}

/** A connection whose other end is the witness. */
interface Greeted {
  readonly socket: Socket
  readonly readLine: ReadLine
  /** The challenge of the witness, over which the job must be proven. */
  readonly challenge: string
  /** The challenge of this process, over which the answer must be proven. */
  readonly own: string
}

/** Returns null and closes the connection if the other end does not prove that it is the witness. */
async function greet(socket: Socket, secret: string): Promise<Greeted | null> {
  const readLine = lineReader(socket)
  const challenge = randomLine()
  socket.write(`${challenge}\n`)
  const [proof, theirs] = (await readLine(longestLine.greeting))?.split(' ') ?? []
  if (theirs !== undefined && isProof(proof, secret, 'witness', challenge, theirs)) {
    return { socket, readLine, challenge: theirs, own: challenge }
  }
  socket.destroy()
  return null
}

async function ask(greeted: Greeted, secret: string, job: WitnessJob): Promise<Witnessed> {
  const { socket, readLine, challenge, own } = greeted
  // SECURITY: it can contain a client key, so it is never on a command line (docs/security.md, "New keys").
  socket.write(provenLine(secret, 'strongroom', challenge, JSON.stringify(job)))
  // SECURITY: a false refusal would remove the key that opens the real answer (docs/security.md, "New keys").
  const answer = Answer.safeParse(provenIn(await readLine(longestLine.job), secret, 'witness', own))
  socket.destroy()
  if (!answer.success) {
    throw new Failure('internal', 'The process that initializes the server ended without a result.')
  }
  return witnessed(answer.data)
}

/** Returns a witness's answer as a value. @throws Failure what the server refused. */
export function witnessed(answer: WitnessAnswer): Witnessed {
  if (!answer.ok) throw failureOf(answer.error)
  return { sealed: Buffer.from(answer.sealed, 'base64'), written: answer.written }
}
