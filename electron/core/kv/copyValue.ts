/** Copies a value of a secret without passing it through the page. */
import { Failure } from '../../contract/failure.ts'
import { valueAsText } from '../../base/json/json.ts'
import type { Handlers } from '../handler.ts'
import type { Services } from '../services.ts'

/** Copies one value of a secret that `reveal` reads. Errors: `not-found` if the key no longer exists. */
export const copyValue =
  ({ clipboardTimer }: Services, reveal: Handlers<'kv'>['reveal']): Handlers<'clipboard'>['copyValue'] =>
  async ({ at, version, key }, context) => {
    const { entries } = await reveal({ at, version, keys: [key] }, context)
    const [entry] = entries
    if (entry === undefined) throw new Failure('not-found', 'The secret has no such key.')
    return clipboardTimer.copy(valueAsText(entry.json))
  }
