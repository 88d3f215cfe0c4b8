import type { Handlers } from '../handler.ts'
import { lazyHandlers } from '../lazyHandlers.ts'
import type { Services } from '../services.ts'

/** What this computer holds, and letting go of it. */
export const custodyHandlers = (services: Services): Handlers<'custody'> =>
  lazyHandlers<'custody', keyof Handlers<'custody'>>(
    [
      'held',
      'setSharePolicy',
      'addShare',
      'remove',
      'allowed',
      'forgetAllowed',
      'removeAll',
      'putAside',
      'acceptOldCopies',
      'reveal',
      'waysOf',
      'moveToWay',
      'exportKeys',
    ],
    async () => (await import('./heldSecrets.ts')).heldSecretsHandlers(services),
  )
