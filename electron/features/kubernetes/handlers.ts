import type { Handlers } from '../../core/handler.ts'
import { lazyTopic } from '../../core/calls/lazyTopic.ts'
import type { Services } from '../../core/services.ts'
import type { Holds } from './doctor/doctorSession.ts'

/** The auth method `kubernetes`. `tokens` are the JWTs that the person gave or had made. */
export const kubernetesHandlers = (services: Services, tokens: Holds<string>): Handlers<'kubernetes'> =>
  lazyTopic('kubernetes', async () => {
    const [mounts, roles] = await Promise.all([import('./kubernetesMounts.ts'), import('./kubernetesRoles.ts')])
    return { ...mounts.kubernetesMountHandlers(services, tokens), ...roles.kubernetesRoleHandlers(services) }
  })
