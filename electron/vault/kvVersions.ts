/** Removing versions of a KV 2 secret and bringing them back. API: https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2 */
import type { KvMount } from './kvAnswer.ts'
import { refuseWrapped } from './responseChecks.ts'
import type { VaultSession } from './session.ts'

interface Place {
  /** With one slash at its end. */
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
 * Marks versions as deleted; their values stay on the server. A version that is not there or already deleted is passed
 * over without a word. API: `POST /:mount/delete/:path`
 */
export const deleteVersions = (session: VaultSession, at: Place, versions: readonly number[], signal?: AbortSignal) =>
  post(session, 'delete', at, versions, signal)

/** Brings deleted versions back. API: `POST /:mount/undelete/:path` */
export const undeleteVersions = (session: VaultSession, at: Place, versions: readonly number[], signal?: AbortSignal) =>
  post(session, 'undelete', at, versions, signal)

/** Removes the values of versions for good. API: `POST /:mount/destroy/:path` */
export const destroyVersions = (session: VaultSession, at: Place, versions: readonly number[], signal?: AbortSignal) =>
  post(session, 'destroy', at, versions, signal)

/**
 * Marks whichever version is the newest as deleted (KV 2); removes the secret for good (KV 1).
 * API: `DELETE /:mount/data/:path` (KV 2), `DELETE /:mount/:path` (KV 1)
 */
export async function deleteNewest(
  session: VaultSession,
  { mount, kvVersion, path }: KvMount & Place,
  signal?: AbortSignal,
): Promise<void> {
  const to = kvVersion === 2 ? `${mount}data/${path}` : `${mount}${path}`
  refuseWrapped(await session.request({ method: 'DELETE', path: to, signal }))
}

/** Removes every version and the metadata for good. API: `DELETE /:mount/metadata/:path` */
export async function deleteSecret(session: VaultSession, { mount, path }: Place, signal?: AbortSignal): Promise<void> {
  refuseWrapped(await session.request({ method: 'DELETE', path: `${mount}metadata/${path}`, signal }))
}
