import type { Handlers } from '../../core/handler.ts'
import type { Services } from '../../core/services.ts'

/** What a page can do about an open question: withdraw it. */
export function consentHandlers({ consent }: Pick<Services, 'consent'>): Handlers<'consent'> {
  return {
    withdraw: async ({ id }) => {
      consent.withdraw(id)
      return {}
    },
  }
}
