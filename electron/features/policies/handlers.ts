import type { Handlers } from '../../core/handler.ts'
import { lazyTopic } from '../../core/calls/lazyTopic.ts'
import type { Services } from '../../core/services.ts'

/** ACL policies. */
export const policiesHandlers = (services: Services): Handlers<'policies'> =>
  lazyTopic('policies', async () => (await import('./policies.ts')).storedPoliciesHandlers(services))
