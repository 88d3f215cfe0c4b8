/** Starts the witness of an initialisation and hears what came of it. What it does is in core/witnessJob.ts. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { Failure, failureOf } from '../contract/failure.ts'
import { CallError } from '../contract/result.ts'
import type { WitnessAnswer, WitnessJob } from './witnessJob.ts'

/** How a shell starts the witness: a program, its words, and what its environment has beside this process's. */
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
  /** Did the disk take it? */
  readonly written: boolean
}

/** A witness that waits for its job. */
export interface Witness {
  /**
   * Resolves when it has written down what the server answered.
   * @throws Failure what the server refused; `internal` when it ended without a word.
   */
  ask(job: WitnessJob): Promise<Witnessed>
}

/** What it says first, and how long that may take in milliseconds. */
export const witnessGreeting = 'ready'
const patienceMs = 15_000

/** Starts a witness; null where it does not come up, and the core has to ask by itself. Nothing is sent before `ask`. */
export async function startWitness({ program, words, environment }: WitnessProgram): Promise<Witness | null> {
  const child = spawn(program, words, {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'ignore'],
    // A process group of its own: Ctrl-C in a terminal ends the app, not the witness.
    detached: true,
    windowsHide: true,
  })
  const ended = new AbortController()
  child.once('error', () => ended.abort())
  child.stdin.on('error', () => undefined)
  const lines = createInterface({ input: child.stdout })
  lines.once('close', () => ended.abort())
  const nextLine = (signal: AbortSignal): Promise<string | null> =>
    once(lines, 'line', { signal }).then(
      ([line]) => String(line),
      () => null,
    )
  const greeting = await nextLine(AbortSignal.any([ended.signal, AbortSignal.timeout(patienceMs)]))
  if (greeting !== witnessGreeting) {
    child.kill('SIGKILL')
    return null
  }
  return {
    ask: async (job) => {
      const heard = nextLine(ended.signal)
      // SECURITY: a client key may be in it, so it goes through a pipe and never stands on a command line.
      child.stdin.end(`${JSON.stringify(job)}\n`)
      const answer = Answer.safeParse(parse(await heard))
      if (!answer.success) {
        throw new Failure('internal', 'The process that initialises the server ended without an answer.')
      }
      return witnessed(answer.data)
    },
  }
}

/** What a witness answers, as a value. @throws Failure what the server refused. */
export function witnessed(answer: WitnessAnswer): Witnessed {
  if (!answer.ok) throw failureOf(answer.error)
  return { sealed: Buffer.from(answer.sealed, 'base64'), written: answer.written }
}

function parse(line: string | null): unknown {
  try {
    return line === null ? null : JSON.parse(line)
  } catch {
    return null
  }
}
