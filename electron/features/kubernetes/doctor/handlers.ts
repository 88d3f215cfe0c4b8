import { loadedOnce } from '../../../base/async/loadedOnce.ts'
import type { Handlers } from '../../../core/handler.ts'
import { lazyTopic } from '../../../core/calls/lazyTopic.ts'
import type { DoctorSession } from './doctorSession.ts'
import type { Services } from '../../../core/services.ts'

interface Topics {
  readonly kubeconfig: Handlers<'kubeconfig'>
  readonly kubernetesDoctor: Handlers<'kubernetesDoctor'>
}

/** Kubeconfigs and the doctor for Kubernetes sign-ins, in one module that loads when one of the calls is first made. */
export function kubernetesDoctorHandlers(services: Services, session: () => Promise<DoctorSession>): Topics {
  const load = loadedOnce(async () => (await import('./doctor.ts')).doctorHandlers(services, await session()))
  return {
    kubeconfig: lazyTopic('kubeconfig', async () => (await load()).kubeconfig),
    kubernetesDoctor: lazyTopic('kubernetesDoctor', async () => (await load()).kubernetesDoctor),
  }
}
