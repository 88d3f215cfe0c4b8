/** Notes what was opened: a secret among the recent places, and what no list shows among the typed ones. */
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { bridge } from '../../../lib/bridge.ts'
import { errorOf } from '../../../lib/call.ts'
import { folderOf, type SecretPlace } from '../names.ts'
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
    if (!isThere || path === '') return
    // A place that is not noted is no reason to disturb anybody.
    if (!isFolder) void bridge.places.visit({ profileId, place: { mount, path } })
    void isUnlisted(client, profileId, { mount, path }).then((unlisted) => {
      if (unlisted) void bridge.places.remember({ profileId, place: { mount, path } })
    })
  }, [client, profileId, mount, path, isFolder, isThere])
}

/** May the folder that the place is in not be listed? */
async function isUnlisted(client: QueryClient, profileId: string, { mount, path }: SecretPlace): Promise<boolean> {
  try {
    await client.ensureQueryData(folderNames(profileId, mount, folderOf(path)))
    return false
  } catch (problem) {
    return errorOf(problem).code === 'permission-denied'
  }
}
