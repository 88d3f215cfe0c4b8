/** Kubeconfigs and the clusters that they lead to, for the handlers of Kubernetes. */
import type { ClusterAccess, KubeconfigSource } from '../contract/kubeconfig.ts'
import { Failure } from '../contract/failure.ts'
import { openCluster, type OpenCluster } from '../kubernetes/cluster.ts'
import { atHome, loadFiles, usualFiles, type LoadedKubeconfig } from '../kubernetes/kubeconfig.ts'
import type { DoctorHolds } from './doctorHolds.ts'
import type { Services } from './services.ts'

export interface Clusters {
  /** Reads the files anew, because they change while the app runs. */
  load(source: KubeconfigSource): Promise<LoadedKubeconfig>
  /** Opens the way into a cluster for as long as `work` runs. Errors: `confirmation-needed`, and as `openCluster`. */
  inside<T>(access: ClusterAccess, signal: AbortSignal, work: (cluster: OpenCluster) => Promise<T>): Promise<T>
}

export function createClusters({ deps }: Pick<Services, 'deps'>, { kubeconfigs }: DoctorHolds): Clusters {
  const load: Clusters['load'] = async (source) => {
    switch (source.kind) {
      case 'usual':
        return loadFiles(usualFiles(deps.environment))
      case 'file':
        return loadFiles([atHome(source.path)])
      case 'given': {
        const given = kubeconfigs.get(source.id)
        if (given === undefined) throw new Failure('not-found', 'The kubeconfig is not here any more.')
        return given
      }
    }
  }
  return {
    load,
    inside: async ({ source, context, run }, signal, work) => {
      const loaded = await load(source)
      const cluster = await openCluster(loaded, context, { run, environment: deps.environment, signal })
      try {
        return await work(cluster)
      } finally {
        await cluster.close()
      }
    },
  }
}
