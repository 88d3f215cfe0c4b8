/**
 * Deletes a secret from the tree, as its own page would: the newest version is read first, so that a newer one is not
 * deleted.
 */
import { useQuery } from '@tanstack/react-query'
import type { KvVersion, SecretPlace } from '../shared/names.ts'
import { secretMetadata, secretWithoutValues } from '../queries.ts'
import { useVersionActions } from '../versions/useVersionActions.ts'
import { VersionDialog } from '../versions/VersionDialog.tsx'
import { removalOf } from '../versions/versions.ts'

export interface DeleteSecretProps {
  readonly profileId: string
  readonly place: SecretPlace
  readonly kvVersion: KvVersion
  /** Whether its page is open next to the tree. */
  readonly isOpen: boolean
  readonly onClose: () => void
}

export function DeleteSecret({ profileId, place, kvVersion, isOpen, onClose }: DeleteSecretProps) {
  const metadata = useQuery({ ...secretMetadata(profileId, place), enabled: kvVersion === 2 })
  // KV 1 identifies its secrets by their content; KV 2 may let the values be read where it hides the metadata.
  const secret = useQuery({
    ...secretWithoutValues(profileId, place, undefined),
    enabled: kvVersion === 1 || metadata.isError,
  })
  const newest = metadata.data?.currentVersion ?? secret.data?.version
  const perform = useVersionActions(profileId, place, {
    kvVersion,
    newest,
    fingerprint: secret.data?.fingerprint,
    isOpen,
  })
  if (metadata.isLoading || secret.isLoading) return null
  const state = metadata.data?.versions.find(({ number }) => number === newest)?.state
  return (
    <VersionDialog {...{ place, kvVersion, newest, onClose }} action={removalOf(state, newest)} onConfirm={perform} />
  )
}
