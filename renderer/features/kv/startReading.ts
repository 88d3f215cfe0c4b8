/** Starts to read a secret as soon as its address is opened, before the page is rendered. */
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { mountList } from '../../lib/queries/mounts.ts'
import { signedInIdentity } from '../../lib/queries/session.ts'
import { secretMetadata, secretWithoutValues } from './queries.ts'
import { isCubbyhole, kvVersionOf } from './shared/cubbyhole.ts'
import type { SecretPlace } from './shared/names.ts'

export interface OpenedPlace extends SecretPlace {
  readonly version?: number | undefined
  readonly mode?: 'edit' | 'new' | undefined
}

/** Milliseconds within which the page takes over what was read for it. */
const handOverMs = 1000

/**
 * Resolves when the server has answered, also with an error, which the page then shows. Reads nothing for folders and
 * editors, for a person who is signed out, and in the cubbyhole, whose names are never cached after their page.
 */
export async function startReading(client: QueryClient, profileId: string, place: OpenedPlace): Promise<void> {
  const { mount, path, version, mode } = place
  const isSecret = mount !== '' && path !== '' && !path.endsWith('/') && mode === undefined && !isCubbyhole(mount)
  const isSignedIn = Boolean(client.getQueryData(signedInIdentity(profileId).queryKey))
  if (!isSecret || !isSignedIn) return
  const known = client.getQueryData(mountList(profileId).queryKey)
  await Promise.all([
    // SECURITY: the names of keys stay until the page takes them over, and are dropped with it, at most `handOverMs`
    // later (docs/security.md, "Values").
    client.prefetchQuery({ ...secretWithoutValues(profileId, place, version), gcTime: handOverMs }),
    kvVersionOf(known?.mounts, mount) === 2 && client.prefetchQuery(secretMetadata(profileId, place)),
  ])
}

/** The secret of a page. Does not read again what `startReading` has just read, or why that failed. */
export function useOpenedSecret(profileId: string, place: SecretPlace, version: number | undefined) {
  const client = useQueryClient()
  const options = secretWithoutValues(profileId, place, version)
  const [retryOnMount] = useState(() => {
    const failedAt = client.getQueryState(options.queryKey)?.errorUpdatedAt ?? 0
    return Date.now() - failedAt > handOverMs
  })
  return useQuery({ ...options, staleTime: handOverMs, retryOnMount })
}
