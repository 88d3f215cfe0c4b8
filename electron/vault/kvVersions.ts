/**
 * Removes and restores versions of a KV 2 secret. API: https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2
 */
import type { KvMount } from './kvAnswer.ts'
import { refuseWrapped } from './responseChecks.ts'
import type { VaultSession } from './session.ts'

interface Place {
  /** Ends with one slash. */
  readonly mount: string
  readonly path: string
}

async function post(
  session: VaultSession,
  action: 'delete' | 'undelete' | 'destroy',
  { mount, path }: Place,
  versions: readonly number[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const answer = await session.request({
    method: 'POST',
    path: `${mount}${action}/${path}`,
    body: { versions },
    signal,
  })
  refuseWrapped(answer)
}

/**
 * Marks versions as deleted; their values stay on the server. The server ignores versions that are missing or already
 * deleted. API: `POST /:mount/delete/:path`
 */
export const deleteVersions = (session: VaultSession, at: Place, versions: readonly number[], signal?: AbortSignal) =>
  post(session, 'delete', at, versions, signal)

/** Restores deleted versions. API: `POST /:mount/undelete/:path` */
export const undeleteVersions = (session: VaultSession, at: Place, versions: readonly number[], signal?: AbortSignal) =>
  post(session, 'undelete', at, versions, signal)

/** Permanently removes the values of versions. API: `POST /:mount/destroy/:path` */
export const destroyVersions = (session: VaultSession, at: Place, versions: readonly number[], signal?: AbortSignal) =>
  post(session, 'destroy', at, versions, signal)

/**
 * Marks the newest version as deleted (KV 2); permanently removes the secret (KV 1). API: `DELETE /:mount/data/:path`
 * (KV 2), `DELETE /:mount/:path` (KV 1)
 */
export async function deleteNewest(
  session: VaultSession,
  { mount, kvVersion, path }: KvMount & Place,
  signal?: AbortSignal,
): Promise<void> {
  const to = kvVersion === 2 ? `${mount}data/${path}` : `${mount}${path}`
  refuseWrapped(await session.request({ method: 'DELETE', path: to, signal }))
}

/** Permanently removes every version and the metadata. API: `DELETE /:mount/metadata/:path` */
export async function deleteSecret(session: VaultSession, { mount, path }: Place, signal?: AbortSignal): Promise<void> {
  refuseWrapped(await session.request({ method: 'DELETE', path: `${mount}metadata/${path}`, signal }))
}
