/** Reads the status of a server with as few requests as possible. */
import type { ServerStatus } from '../../contract/server.ts'
import type { ClusterLook } from '../../vault/clusterHealth.ts'
import { anonymousSession, type VaultSession } from '../../vault/session.ts'
import { readHealth, readSealStatus } from '../../vault/status.ts'
import type { Transport } from '../../vault/transport.ts'

/**
 * Sends one request if nothing has changed: `sys/health` while unsealed (only it reports standby), `sys/seal-status`
 * while sealed (only it reports progress). The other is requested when the seal state changes. A standby is also asked
 * for its active node.
 */
export async function readStatus(
  transport: Transport,
  { last, cluster }: { readonly last: ServerStatus | null; readonly cluster: ClusterLook },
  authenticated: VaultSession | null,
  timeoutMs: number,
): Promise<Omit<ServerStatus, 'at' | 'reachable'>> {
  const session = withDeadline(anonymousSession(transport), timeoutMs)
  const bounded = authenticated === null ? null : withDeadline(authenticated, timeoutMs)
  const {
    error: _error,
    nextTryAt: _nextTryAt,
    clusterHealth: _clusterHealth,
    activeNode: _activeNode,
    joining: _joining,
    otherCluster: _otherCluster,
    ...known
  }: Partial<ServerStatus> = last ?? {}
  if (last?.sealed === false && last.reachable && last.storage !== undefined) {
    const health = await readHealth(session)
    if (health.sealed === false && health.version === last.version && health.clusterId === last.clusterId) {
      return { ...known, ...health, ...(await cluster.look(session, { ...known, ...health }, bounded)) }
    }
  }
  return readAll(session, cluster, { known, authenticated: bounded })
}

/** Reads the status and assumes only `known`: the seal and, if unsealed, the role in the cluster. */
export async function readAll(
  session: VaultSession,
  cluster: ClusterLook,
  {
    known = {},
    authenticated = null,
    signal,
  }: {
    readonly known?: Partial<ServerStatus>
    readonly authenticated?: VaultSession | null
    readonly signal?: AbortSignal
  } = {},
): Promise<Omit<ServerStatus, 'at' | 'reachable'>> {
  const seal = await readSealStatus(session, signal)
  const { role: _role, ...sealed } = known
  const status =
    seal.sealed === false ? { ...known, ...seal, ...(await readHealth(session, signal)) } : { ...sealed, ...seal }
  return { ...status, ...(await cluster.look(session, status, authenticated)) }
}

const withDeadline = (session: VaultSession, timeoutMs: number): VaultSession => ({
  request: (request) => session.request({ ...request, timeoutMs, repeatable: false }),
})
