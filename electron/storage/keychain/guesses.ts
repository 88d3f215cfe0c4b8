/**
 * Back-off on guesses of a passphrase: after a few wrong guesses, each further one is accepted only after a growing
 * delay. The count is kept in a file, so that a restart does not reset it. Anyone who can copy the sealed files can
 * guess elsewhere without any delay; this slows down only those who have just the window
 * (docs/security.md, "Custody").
 */
import { z } from 'zod'
import { Failure } from '../../contract/failure.ts'
import { readIfPresent, removeFile, replaceFile } from '../../base/files/atomicFile.ts'
import { createSequencer } from '../../base/async/sequencer.ts'

/** Wrong guesses that cost no delay. */
const freeGuesses = 3
/** Milliseconds of the longest delay, so that the person is never locked out for longer. */
const longestDelay = 60_000
const largestFile = 1024

const Count = z.strictObject({
  version: z.literal(1),
  failures: z.number().int().min(0),
  /** When the last guess was made, milliseconds since 1970. */
  at: z.number(),
})
type Count = z.infer<typeof Count>
const none: Count = { version: 1, failures: 0, at: 0 }

/** Returns the milliseconds between the last of this many wrong guesses and the next one. */
export const delayAfter = (failures: number): number =>
  failures < freeGuesses ? 0 : Math.min(1000 * 2 ** Math.min(failures - freeGuesses, 20), longestDelay)

export interface Guesses {
  /**
   * Runs guesses one after the other. Throws `too-many-guesses` with `retryAfter` in seconds during the delay, and the
   * errors of `guess`.
   */
  attempt<T>(guess: () => Promise<T>): Promise<T>
}

/** `path` is the file of the count; `now` returns milliseconds since 1970. */
export function createGuesses(path: string, now: () => number = Date.now): Guesses {
  const { inTurn } = createSequencer()
  /** Also in memory, for a folder that cannot be written. */
  let counted = none

  const read = async (): Promise<Count> => {
    const content = await readIfPresent(path, largestFile).catch(() => null)
    const parsed = Count.safeParse(content === null ? null : parse(content))
    const kept = parsed.success ? parsed.data : none
    return kept.failures > counted.failures ? kept : counted
  }
  const write = async (count: Count): Promise<void> => {
    counted = count
    await (count.failures === 0 ? removeFile(path) : replaceFile(path, JSON.stringify(count))).catch(() => undefined)
  }

  return {
    attempt: (guess) =>
      inTurn('guess', async () => {
        const before = await read()
        const delay = delayAfter(before.failures)
        // Setting the clock back must not extend the delay.
        const left = Math.min(before.at + delay - now(), delay)
        if (left > 0) {
          throw new Failure('too-many-guesses', 'The passphrase was wrong too often.', {
            retryAfter: Math.ceil(left / 1000),
            retryable: true,
          })
        }
        // SECURITY: counted before the attempt, so that ending the app does not make a guess free.
        await write({ version: 1, failures: before.failures + 1, at: now() })
        try {
          const found = await guess()
          await write(none)
          return found
        } catch (problem) {
          const isWrong = problem instanceof Failure && problem.code === 'passphrase-wrong'
          await write(isWrong ? { version: 1, failures: before.failures + 1, at: now() } : before)
          throw problem
        }
      }),
  }
}

function parse(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'))
  } catch {
    return null
  }
}
