/** The view state of each folder in this window, so that going back restores it. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { folderLookKey } from '../queries.ts'
import type { FolderOrder } from './folderNamesShown.ts'
import type { SecretPlace } from '../shared/names.ts'

export interface FolderLook {
  readonly filter: string
  readonly order: FolderOrder
  /** The name under the cursor. */
  readonly cursor: string | null
}

const untouched: FolderLook = { filter: '', order: 'name', cursor: null }

// SECURITY: in the query cache, which a lock and a sign-out empty (docs/security.md, "The window").
const read = (client: QueryClient, key: readonly string[]) => client.getQueryData<FolderLook>(key)

/** Returns the view state of a folder and functions that change it. The cursor is stored without a new render. */
export function useFolderLook(profileId: string, place: SecretPlace) {
  const client = useQueryClient()
  const { mount, path } = place
  const [look, setLook] = useState<FolderLook>(() => read(client, folderLookKey(profileId, place)) ?? untouched)
  const note = useCallback(
    (change: Partial<FolderLook>) => {
      const key = folderLookKey(profileId, { mount, path })
      client.setQueryDefaults(key, { gcTime: Infinity })
      client.setQueryData<FolderLook>(key, (before) => ({ ...untouched, ...before, ...change }))
    },
    [client, profileId, mount, path],
  )
  const change = useCallback(
    (changed: Partial<FolderLook>) => {
      note(changed)
      setLook((before) => ({ ...before, ...changed }))
    },
    [note],
  )
  return { look, change, note }
}
