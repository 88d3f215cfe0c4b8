import type { Handlers } from '../handler.ts'
import { lazyHandlers } from '../lazyHandlers.ts'
import type { Services } from '../services.ts'

interface Topics {
  readonly kubeconfig: Handlers<'kubeconfig'>
  readonly kubernetesDoctor: Handlers<'kubernetesDoctor'>
}

/** Kubeconfigs and the doctor of Kubernetes sign-ins: one module, which is loaded when one of them is first called. */
export function kubernetesDoctorHandlers(services: Services): Topics {
  let loading: Promise<Topics> | undefined
  const load = () => (loading ??= import('./doctor.ts').then((module) => module.doctorHandlers(services)))
  return {
    kubeconfig: lazyHandlers<'kubeconfig', keyof Handlers<'kubeconfig'>>(
      ['give', 'read', 'allow', 'cluster', 'namespaces', 'serviceAccounts', 'dryRun'],
      async () => (await load()).kubeconfig,
    ),
    kubernetesDoctor: {
      ...lazyHandlers<'kubernetesDoctor', Exclude<keyof Handlers<'kubernetesDoctor'>, 'watch'>>(
        ['takeToken', 'makeToken', 'revealToken', 'check', 'tryLogin', 'revealRead', 'endWatch'],
        async () => (await load()).kubernetesDoctor,
      ),
      watch: async function* (input, context) {
        return yield* (await load()).kubernetesDoctor.watch(input, context)
      },
    },
  }
}
