import type { Handlers } from '../../core/handler.ts'
import { lazyTopic } from '../../core/calls/lazyTopic.ts'
import type { Services } from '../../core/services.ts'

/** Shows and removes the credentials that this computer stores. */
export const custodyHandlers = (services: Services): Handlers<'custody'> =>
  lazyTopic('custody', async () => (await import('./storedSecrets.ts')).custodyHandlers(services))

/** Shows and removes what is stored for connections that no longer exist. */
export const lostHandlers = (services: Services): Handlers<'lost'> =>
  lazyTopic('lost', async () => (await import('./lostConnections.ts')).lostConnectionsHandlers(services))
