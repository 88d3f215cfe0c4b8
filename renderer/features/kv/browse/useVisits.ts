/** Records what was opened: a secret among the recent places, and a place that is in no list among the typed ones. */
import { CancelledError, type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { bridge } from '../../../lib/bridge.ts'
import { errorOf } from '../../../lib/call.ts'
import { isCubbyhole } from '../shared/cubbyhole.ts'
import { folderOf, type SecretPlace } from '../shared/names.ts'
import { folderNames, secretWithoutValues } from '../queries.ts'
import { isFolderPath } from './tree.ts'

interface Opened extends SecretPlace {
  readonly version?: number | undefined
  readonly mode?: 'edit' | 'new' | undefined
}

/** Records only places that exist: a typing error is not worth remembering. */
export function useVisits(profileId: string, { mount, path, version, mode }: Opened): void {
  const client = useQueryClient()
  const isFolder = isFolderPath(path)
  // The pages request the data; this only observes.
  const secret = useQuery({ ...secretWithoutValues(profileId, { mount, path }, version), enabled: false })
  const folder = useQuery({ ...folderNames(profileId, mount, path), enabled: false })
  const isThere = mode !== 'new' && (isFolder ? folder.isSuccess : secret.isSuccess)
  useEffect(() => {
    // The cubbyhole is deleted with the token, so its places are not recorded.
    if (!isThere || path === '' || isCubbyhole(mount)) return
    // A failure is not shown: an unrecorded place does not justify a message.
    if (!isFolder) void bridge.places.visit({ profileId, place: { mount, path } })
    void isUnlisted(client, profileId, { mount, path }).then((unlisted) => {
      if (unlisted) void bridge.places.remember({ profileId, place: { mount, path } })
    })
  }, [client, profileId, mount, path, isFolder, isThere])
}

/** How often a list is requested again after the page that had requested it was left. */
const maxTries = 5

/** Returns whether the folder of the place cannot be listed. */
async function isUnlisted(
  client: QueryClient,
  profileId: string,
  { mount, path }: SecretPlace,
  tries = maxTries,
): Promise<boolean> {
  try {
    await client.ensureQueryData(folderNames(profileId, mount, folderOf(path)))
    return false
  } catch (problem) {
    // Another page had requested this list and was left before the answer came.
    if (problem instanceof CancelledError && tries > 1) return isUnlisted(client, profileId, { mount, path }, tries - 1)
    return errorOf(problem).code === 'permission-denied'
  }
}
