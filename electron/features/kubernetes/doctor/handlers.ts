import { loadedOnce } from '../../../base/async/loadedOnce.ts'
import type { Handlers } from '../../../core/handler.ts'
import { lazyTopic } from '../../../core/calls/lazyTopic.ts'
import type { Services } from '../../../core/services.ts'

interface Topics {
  readonly kubeconfig: Handlers<'kubeconfig'>
  readonly kubernetesDoctor: Handlers<'kubernetesDoctor'>
}

/** Kubeconfigs and the doctor of Kubernetes sign-ins: one module, which is loaded when one of them is first called. */
export function kubernetesDoctorHandlers(services: Services): Topics {
  const load = loadedOnce(async () => (await import('./doctor.ts')).doctorHandlers(services))
  return {
    kubeconfig: lazyTopic('kubeconfig', async () => (await load()).kubeconfig),
    kubernetesDoctor: lazyTopic('kubernetesDoctor', async () => (await load()).kubernetesDoctor),
  }
}
