import type { Handlers } from '../handler.ts'
import { lazyHandlers } from '../lazyHandlers.ts'
import type { Services } from '../services.ts'
import { type MountCall, mountCalls, type RoleCall, roleCalls } from './kubernetesCalls.ts'

/** The auth method `kubernetes`. */
export function kubernetesHandlers(services: Services): Handlers<'kubernetes'> {
  return {
    ...lazyHandlers<'kubernetes', MountCall>(mountCalls, async () =>
      (await import('./kubernetesMounts.ts')).kubernetesMountHandlers(services),
    ),
    ...lazyHandlers<'kubernetes', RoleCall>(roleCalls, async () =>
      (await import('./kubernetesRoles.ts')).kubernetesRoleHandlers(services),
    ),
    roles: async function* (input, context) {
      const { kubernetesRoleHandlers } = await import('./kubernetesRoles.ts')
      return yield* kubernetesRoleHandlers(services).roles(input, context)
    },
  }
}
