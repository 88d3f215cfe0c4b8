/**
 * Changes some keys of a KV 2 secret. API: https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#patch-secret
 */
import { writtenVersion, casOption } from './kvAnswer.ts'
import { notFound } from './responseChecks.ts'
import type { VaultSession } from './session.ts'

/**
 * Sends a merge patch; `data` is the JSON text of the secret's part of it (see `secretPatch`).
 * @returns the new version's number.
 * @throws Failure `not-found` if there is no secret or its current version is deleted, `cas-mismatch`, `cas-required`,
 * `unsupported` for servers without patch.
 */
export async function patchSecret(
  session: VaultSession,
  {
    mount,
    path,
    data,
    cas,
  }: { readonly mount: string; readonly path: string; readonly data: string; readonly cas: number | 'blind' },
  signal?: AbortSignal,
): Promise<number> {
  const answer = await session.request({
    method: 'PATCH',
    path: `${mount}data/${path}`,
    contentType: 'application/merge-patch+json',
    body: { raw: `{"data":${data}${casOption(cas)}}` },
    expect: [404],
    signal,
  })
  if (answer.status === 404) throw notFound(answer, 'There is no such secret, or its current version is deleted.')
  return writtenVersion(answer)
}
