/**
 * Stores the cluster that a person was signed in to on a connection, so that another cluster at the same address is
 * noticed and gets no credential until the person accepts it. A server reports its cluster only while it is unsealed,
 * and it can report any ID. The ID is a hint and not a proof.
 */
import { z } from 'zod'
import { Failure } from '../../contract/failure.ts'
import type { ServerStatus } from '../../contract/server.ts'
import type { SealedStore } from '../../storage/keychain/sealedStore.ts'
import { recordKinds } from '../../storage/recordKinds.ts'
import { sealedRecord } from '../../storage/sealedRecord.ts'
import { createSequencer } from '../../base/async/sequencer.ts'

const Cluster = z.object({ id: z.string(), name: z.string() })
export type Cluster = z.infer<typeof Cluster>

/**
 * `other`: the cluster that answered last, if it is another one. A sealed server reports no cluster, so it is stored.
 */
const Known = z.object({ version: z.literal(1), way: z.string(), ...Cluster.shape, other: Cluster.optional() })
type Known = z.infer<typeof Known>

/** The cluster that the person was signed in to, and another one that now answers at its address. */
export interface ClusterChange {
  readonly before: Cluster
  readonly now: Cluster
}

export interface ClusterMemory {
  /**
   * Returns the change if the cluster that answers is not the one that the person was signed in to, else undefined.
   * Without a `clusterId` it returns its last result. Notes the cluster of `status` if the person is signed in and none
   * is known on this way. Never rejects.
   */
  compare(
    profileId: string,
    wayId: string,
    status: Pick<ServerStatus, 'clusterId' | 'clusterName'>,
    isSignedIn: boolean,
  ): Promise<ClusterChange | undefined>
  /** Whether a cluster is known on this way. Never rejects. */
  isKnown(profileId: string, wayId: string): Promise<boolean>
  /** Does not read the store: call `isKnown` first. @throws Failure `another-cluster` if one answers on this way. */
  refuseOther(profileId: string, wayId: string): void
  /** Accepts the cluster that answers now. @throws Failure `another-cluster` if it is not `clusterId`. */
  accept(profileId: string, clusterId: string): Promise<void>
  /** Forgets the cluster, because the person initializes a new one or the connection is removed. */
  forget(profileId: string): Promise<void>
}

export function createClusterMemory(store: Pick<SealedStore, 'read' | 'write' | 'remove'>): ClusterMemory {
  const record = sealedRecord<Known | null>({
    store,
    kind: recordKinds.clusters,
    schema: Known,
    empty: null,
    unreadable: 'The cluster that was known for this connection cannot be read.',
  })
  // Each comparison finishes its write before the next one begins.
  const { inTurn } = createSequencer()
  const cache = new Map<string, Known | null>()

  const read = async (profileId: string): Promise<Known | null> => {
    const cached = cache.get(profileId)
    if (cached !== undefined) return cached
    const known = await record.read(profileId)
    cache.set(profileId, known)
    return known
  }
  const put = async (profileId: string, known: Known): Promise<void> => {
    cache.set(profileId, known)
    // The cluster in memory counts in this run, even if the store is locked or damaged.
    await record.change(profileId, () => known).catch(() => undefined)
  }

  return {
    compare: (profileId, wayId, { clusterId, clusterName = '' }, isSignedIn) =>
      inTurn(profileId, async () => {
        const known = await read(profileId)
        if (known === null || known.way !== wayId) {
          if (!isSignedIn || clusterId === undefined) return undefined
          await put(profileId, { version: 1, way: wayId, id: clusterId, name: clusterName })
          return undefined
        }
        const { other: last, ...before } = known
        const other =
          clusterId === undefined ? last : clusterId === known.id ? undefined : { id: clusterId, name: clusterName }
        if (other?.id !== last?.id) await put(profileId, { ...before, ...(other !== undefined && { other }) })
        return other === undefined ? undefined : { before: { id: known.id, name: known.name }, now: other }
        // A locked or damaged store must not make the status fail.
      }).catch(() => undefined),
    isKnown: (profileId, wayId) =>
      inTurn(profileId, async () => (await read(profileId))?.way === wayId).catch(() => false),
    refuseOther: (profileId, wayId) => {
      const known = cache.get(profileId)
      if (known?.way === wayId && known.other !== undefined) throw anotherCluster(known.other)
    },
    accept: (profileId, clusterId) =>
      inTurn(profileId, async () => {
        const known = await read(profileId)
        if (known?.other === undefined) return
        if (known.other.id !== clusterId) throw anotherCluster(known.other)
        await put(profileId, { version: 1, way: known.way, ...known.other })
      }),
    forget: (profileId) =>
      inTurn(profileId, async () => {
        cache.delete(profileId)
        await record.remove(profileId)
      }),
  }
}

const anotherCluster = (cluster: Cluster) =>
  new Failure('another-cluster', 'A different cluster answers at this address. The request was not sent.', {
    cluster,
  })
