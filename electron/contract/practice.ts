/** The practice server: a real Vault or OpenBao on this computer, with disposable storage. */
import { z } from 'zod'
import { mutation, query, stream } from './define.ts'
import { ProfileId } from './ids.ts'

export const PracticeState = z.object({
  state: z.enum(['absent', 'stopped', 'starting', 'running']),
  profileId: ProfileId.nullable(),
  address: z.string().nullable(),
  /** How to get the program: found (and where), built (minutes), or not available. */
  program: z.discriminatedUnion('how', [
    z.object({ how: z.literal('found'), path: z.string() }),
    z.object({ how: z.literal('build') }),
    z.object({ how: z.literal('none'), message: z.string() }),
  ]),
})
export type PracticeState = z.infer<typeof PracticeState>

export const PracticeProgress = z.object({
  phase: z.enum(['finding', 'building', 'starting', 'ready']),
  /** One line of progress from the build. */
  line: z.string().optional(),
  /** Seconds since it began. */
  seconds: z.number(),
})
export type PracticeProgress = z.infer<typeof PracticeProgress>

export const practice = {
  state: query({ input: z.strictObject({}), output: PracticeState }),
  /**
   * Finds or builds the program, starts the server, creates its connection. Canceling stops everything that it started.
   */
  start: stream({ input: z.strictObject({}), item: PracticeProgress, output: PracticeState }),
  stop: mutation({ input: z.strictObject({}), output: PracticeState }),
  /** Stops it and removes its storage, its connection and everything stored for it. */
  wipe: mutation({ input: z.strictObject({}), output: PracticeState }),
}
