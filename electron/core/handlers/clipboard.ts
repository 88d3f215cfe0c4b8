import { Failure } from '../../contract/failure.ts'
import { valueAsText } from '../../vault/json.ts'
import type { Handlers } from '../handler.ts'
import type { Services } from '../services.ts'

/** How values are had for the person: the same ways as to show them. */
interface Sources {
  readonly reveal: Handlers<'kv'>['reveal']
  readonly revealCeremonyItem: Handlers<'server'>['revealCeremonyItem']
}

/** Copying what is secret, past the page. */
export function clipboardHandlers({ copies }: Services, sources: Sources): Handlers<'clipboard'> {
  return {
    copyValue: async ({ at, version, key }, context) => {
      const { entries } = await sources.reveal({ at, version, keys: [key] }, context)
      const [entry] = entries
      if (entry === undefined) throw new Failure('not-found', 'The secret holds no such key.')
      return copies.copy(valueAsText(entry.json))
    },
    copyCeremonyItem: async (input, context) => {
      const { value } = await sources.revealCeremonyItem(input, context)
      return copies.copy(value)
    },
    copyShown: ({ text }) => copies.copy(text),
  }
}
