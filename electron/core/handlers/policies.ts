import type { Handlers } from '../handler.ts'
import { lazyHandlers } from '../lazyHandlers.ts'
import type { Services } from '../services.ts'

/** ACL policies. */
export const policiesHandlers = (services: Services): Handlers<'policies'> =>
  lazyHandlers<'policies', keyof Handlers<'policies'>>(
    [
      'list',
      'read',
      'write',
      'remove',
      'places',
      'users',
      'earlier',
      'earlierText',
      'trial',
      'exportBegin',
      'exportPolicy',
      'exportText',
    ],
    async () => (await import('./storedPolicies.ts')).storedPoliciesHandlers(services),
  )
