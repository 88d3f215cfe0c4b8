import type { Handlers } from '../../core/handler.ts'
import { lazyTopic } from '../../core/calls/lazyTopic.ts'
import type { Services } from '../../core/services.ts'

/** The auth method `kubernetes`. */
export const kubernetesHandlers = (services: Services): Handlers<'kubernetes'> =>
  lazyTopic('kubernetes', async () => {
    const [mounts, roles] = await Promise.all([import('./kubernetesMounts.ts'), import('./kubernetesRoles.ts')])
    return { ...mounts.kubernetesMountHandlers(services), ...roles.kubernetesRoleHandlers(services) }
  })
