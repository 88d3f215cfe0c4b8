import type { Handlers } from '../../core/handler.ts'
import { lazyTopic } from '../../core/calls/lazyTopic.ts'
import type { Services } from '../../core/services.ts'
import type { DoctorSession } from './doctor/doctorSession.ts'

/** The auth method `kubernetes`. The session has the JWTs that the person gave or had made. */
export const kubernetesHandlers = (services: Services, session: () => Promise<DoctorSession>): Handlers<'kubernetes'> =>
  lazyTopic('kubernetes', async () => {
    const [mounts, roles, { tokens }] = await Promise.all([
      import('./kubernetesMounts.ts'),
      import('./kubernetesRoles.ts'),
      session(),
    ])
    return { ...mounts.kubernetesMountHandlers(services, tokens), ...roles.kubernetesRoleHandlers(services) }
  })
