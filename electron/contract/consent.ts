/**
 * Consent: some acts wait until the person has confirmed them outside the page (docs/security.md, "Consent"). A page
 * can see that a question is open, and withdraw it; it can never answer it.
 */
import { z } from 'zod'
import { mutation } from './define.ts'

/**
 * `dialog`: of the operating system. `terminal`: where Strongroom was started. `page`: another page, which Strongroom
 * opens. `code`: a command.
 */
export const ConsentPlace = z.discriminatedUnion('where', [
  z.object({ where: z.literal('dialog') }),
  z.object({ where: z.literal('terminal') }),
  /** `command` is for a terminal, if no page could be opened. */
  z.object({ where: z.literal('page'), code: z.string(), command: z.string() }),
  z.object({ where: z.literal('code'), code: z.string(), command: z.string() }),
])
export type ConsentPlace = z.infer<typeof ConsentPlace>

/** An open question, and where the person answers it; with `isTyped`, by typing a passphrase there. */
export const OpenQuestion = z.object({ id: z.uuid(), place: ConsentPlace, isTyped: z.boolean() })
export type OpenQuestion = z.infer<typeof OpenQuestion>

export const consent = {
  /** Withdraws a question; the call that waits for it fails with `consent-refused`. */
  withdraw: mutation({ input: z.strictObject({ id: z.uuid() }), output: z.object({}) }),
}
