/** Kubeconfigs and the clusters that they lead to, for the handlers of Kubernetes. */
import type { ConsentAct } from '../../../core/consent/act.ts'
import type { ClusterAccess, KubeconfigSource } from '../../../contract/kubeconfig.ts'
import { Failure } from '../../../contract/failure.ts'
import { openCluster, type OpenCluster } from '../../../kubernetes/cluster.ts'
import { loadFiles, usualFiles, type LoadedKubeconfig } from '../../../kubernetes/kubeconfig.ts'
import { fileNeed, programNeed } from '../../../kubernetes/needs.ts'
import type { Need } from '../../../core/consent/allowed.ts'
import type { DoctorSession } from './doctorSession.ts'
import type { CallContext } from '../../../core/handler.ts'
import type { Services } from '../../../core/services.ts'

export interface Clusters {
  /** Reads the files again, because they change while the app runs. */
  load(source: KubeconfigSource): Promise<LoadedKubeconfig>
  /** Asks the person for what the context still needs, and remembers it. Errors: `consent-refused`, `unsupported`. */
  allow(access: ClusterAccess, context: Pick<CallContext, 'signal' | 'window'>): Promise<void>
  /** Errors: `confirmation-needed` while the context reads files that were not allowed. */
  requireFiles(loaded: LoadedKubeconfig, context: string): Promise<void>
  /**
   * Opens a connection to a cluster for as long as `work` runs. Errors: `confirmation-needed`, and as `openCluster`.
   */
  inside<T>(access: ClusterAccess, signal: AbortSignal, work: (cluster: OpenCluster) => Promise<T>): Promise<T>
}

/** Characters of a program with its arguments and variables that one question can show in full. */
const maxShown = 2000

export function createClusters(
  { deps, allowed, chosenFiles, consent, events, writtenFiles }: Services,
  { kubeconfigs }: DoctorSession,
): Clusters {
  const { environment } = deps
  const isOurs = async (path: string) => (await writtenFiles()).has(path)

  const load: Clusters['load'] = async (source) => {
    switch (source.kind) {
      case 'usual':
        return loadFiles(usualFiles(environment), { trustsFolder: true, isOurs })
      case 'file':
        // SECURITY: in the browser shell a page can download files into the folder (docs/security.md, "Kubernetes").
        return loadFiles([(await chosenFiles()).path('kubeconfig', source.handle)], {
          trustsFolder: deps.filesFolder === undefined,
          isOurs,
        })
      case 'given': {
        const given = kubeconfigs.get(source.id)
        if (given === undefined) throw new Failure('not-found', 'The kubeconfig is no longer loaded.')
        return given
      }
    }
  }
  const requireAllowed = async (needs: readonly (Need | null)[]): Promise<void> => {
    const isAllowed = await (await allowed()).check()
    // SECURITY: only the person's stored consent counts, not a claim of the page (docs/security.md, "Consent").
    if (needs.some((need) => need !== null && !isAllowed(need))) {
      throw new Failure('confirmation-needed', "The kubeconfig uses a program or files that you haven't allowed yet.")
    }
  }

  return {
    load,
    allow: async ({ source, context: name }, context) => {
      const loaded = await load(source)
      if (!loaded.contexts.has(name)) throw new Failure('not-found', 'The kubeconfig has no such context.')
      const isAllowed = await (await allowed()).check()
      for (const need of [fileNeed(loaded, name), await programNeed(loaded, name, environment)]) {
        if (need === null || isAllowed(need)) continue
        await consent.require(actOf(need), context)
        await (await allowed()).remember(need)
        events.emit({ type: 'custody-changed' })
      }
    },
    requireFiles: (loaded, name) => requireAllowed([fileNeed(loaded, name)]),
    inside: async ({ source, context }, signal, work) => {
      const loaded = await load(source)
      const program = await programNeed(loaded, context, environment)
      await requireAllowed([fileNeed(loaded, context), program])
      const cluster = await openCluster(loaded, context, { program, environment, signal })
      try {
        return await work(cluster)
      } finally {
        await cluster.close()
      }
    },
  }
}

/** Throws `unsupported` if a question could show the need only in part. */
function actOf(need: Need): ConsentAct {
  const act: ConsentAct =
    need.kind === 'program'
      ? {
          kind: 'run-program',
          program: need.program,
          arguments: need.arguments,
          variables: need.variables.map(({ name, value }) => `${name}=${value}`),
          folder: need.folder,
          destination: need.destination,
        }
      : { kind: 'use-files', files: need.files, kubeconfig: need.kubeconfig, destination: need.destination }
  // SECURITY: a question never shows an act in part (docs/security.md, "Consent").
  if (JSON.stringify(act).length > maxShown) {
    throw new Failure('unsupported', 'The kubeconfig contains a program or file path that is too long to show in full.')
  }
  return act
}
