import type { Handlers } from '../../core/handler.ts'
import { lazyTopic } from '../../core/calls/lazyTopic.ts'
import type { Services } from '../../core/services.ts'

/** Secrets in the cubbyhole of the token. */
export const cubbyholeHandlers = (services: Services): Handlers<'cubbyhole'> =>
  lazyTopic('cubbyhole', async () => (await import('./cubbyholeSecrets.ts')).cubbyholeSecretHandlers(services))
