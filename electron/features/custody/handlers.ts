import type { Handlers } from '../../core/handler.ts'
import { lazyTopic } from '../../core/calls/lazyTopic.ts'
import type { Services } from '../../core/services.ts'

/** What this computer holds, and letting go of it. */
export const custodyHandlers = (services: Services): Handlers<'custody'> =>
  lazyTopic('custody', async () => (await import('./storedSecrets.ts')).custodyHandlers(services))

/** What is kept for connections that are gone. */
export const lostHandlers = (services: Services): Handlers<'lost'> =>
  lazyTopic('lost', async () => (await import('./lostConnections.ts')).lostConnectionsHandlers(services))
