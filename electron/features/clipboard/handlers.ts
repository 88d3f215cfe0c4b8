import type { Handlers } from '../../core/handler.ts'
import { copyValue } from '../../core/kv/copyValue.ts'
import type { Services } from '../../core/services.ts'

/** Returns the values for the person, with the handlers that also show them. */
interface Sources {
  readonly reveal: Handlers<'kv'>['reveal']
  readonly revealCeremonyItem: Handlers<'server'>['revealCeremonyItem']
}

/** Copies secrets without passing them through the page. */
export function clipboardHandlers(services: Services, sources: Sources): Handlers<'clipboard'> {
  const { clipboardTimer } = services
  return {
    copyValue: copyValue(services, sources.reveal),
    copyCeremonyItem: async (input, context) => {
      const { value } = await sources.revealCeremonyItem(input, context)
      return clipboardTimer.copy(value)
    },
    copyShown: ({ text }) => clipboardTimer.copy(text),
  }
}
