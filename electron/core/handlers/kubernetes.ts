import type { Handlers } from '../handler.ts'
import { lazyHandlers } from '../lazyHandlers.ts'
import type { Services } from '../services.ts'

const mountCalls = ['mounts', 'enable', 'tune', 'disable', 'config', 'writeConfig', 'forgetReviewer'] as const
const roleCalls = ['role', 'writeRole', 'writeRoles', 'renameRole', 'removeRoles', 'exportRoles'] as const

export type KubernetesMountHandlers = Pick<Handlers<'kubernetes'>, (typeof mountCalls)[number]>
export type KubernetesRoleHandlers = Pick<Handlers<'kubernetes'>, (typeof roleCalls)[number] | 'roles'>

/** The auth method `kubernetes`. */
export function kubernetesHandlers(services: Services): Handlers<'kubernetes'> {
  return {
    ...lazyHandlers<'kubernetes', (typeof mountCalls)[number]>(mountCalls, async () =>
      (await import('./kubernetesMounts.ts')).kubernetesMountHandlers(services),
    ),
    ...lazyHandlers<'kubernetes', (typeof roleCalls)[number]>(roleCalls, async () =>
      (await import('./kubernetesRoles.ts')).kubernetesRoleHandlers(services),
    ),
    roles: async function* (input, context) {
      const { kubernetesRoleHandlers } = await import('./kubernetesRoles.ts')
      return yield* kubernetesRoleHandlers(services).roles(input, context)
    },
  }
}
