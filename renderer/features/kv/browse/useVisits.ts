/** Notes what was opened: a secret among the recent places, and what no list shows among the typed ones. */
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

/** Only what was really there is noted: a slip of the keyboard is no place to come back to. */
export function useVisits(profileId: string, { mount, path, version, mode }: Opened): void {
  const client = useQueryClient()
  const isFolder = isFolderPath(path)
  // The pages ask; this looks on.
  const secret = useQuery({ ...secretWithoutValues(profileId, { mount, path }, version), enabled: false })
  const folder = useQuery({ ...folderNames(profileId, mount, path), enabled: false })
  const isThere = mode !== 'new' && (isFolder ? folder.isSuccess : secret.isSuccess)
  useEffect(() => {
    // The cubbyhole is deleted with the token, so its places are not recorded.
    if (!isThere || path === '' || isCubbyhole(mount)) return
    // A place that is not noted is no reason to disturb anybody.
    if (!isFolder) void bridge.places.visit({ profileId, place: { mount, path } })
    void isUnlisted(client, profileId, { mount, path }).then((unlisted) => {
      if (unlisted) void bridge.places.remember({ profileId, place: { mount, path } })
    })
  }, [client, profileId, mount, path, isFolder, isThere])
}

/** How often a list is requested again that ended with the page which had requested it. */
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
