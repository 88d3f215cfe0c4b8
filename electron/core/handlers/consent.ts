import type { Handlers } from '../handler.ts'
import type { Services } from '../services.ts'

/** What a page can do about an open question: withdraw it. */
export function consentHandlers({ consent }: Pick<Services, 'consent'>): Handlers<'consent'> {
  return {
    withdraw: async ({ id }) => {
      consent.withdraw(id)
      return {}
    },
  }
}
