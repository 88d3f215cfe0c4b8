/** The tree beside the secrets: mounts, folders, secrets, each folder fetched when it is opened. */
import { useLingui } from '@lingui/react/macro'
import { type UseQueryResult, useQueries, useQuery } from '@tanstack/react-query'
import { Database, FileKey, Folder, Lock } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { mountList } from '../../lib/queries/mounts.ts'
import { routes, useGo } from '../../lib/routes.ts'
import { type TreeRow, visibleRows } from '../../ui/treeRows.ts'
import { VirtualTree } from '../../ui/VirtualTree.tsx'
import styles from './KvTree.module.css'
import { foldersOnTheWay, type SecretPlace } from './names.ts'
import { folderNames } from './queries.ts'
import { type OpenFolder, treeKey, treeOf, type TreeValue } from './tree.ts'

export function KvTree({ profileId, place }: { profileId: string; place: SecretPlace }) {
  const { t } = useLingui()
  const go = useGo()
  const { data: known } = useQuery(mountList(profileId))
  const { expanded, toggle } = useExpanded(place)
  const folders = useFolders(profileId, expanded)

  const mounts = useMemo(() => {
    const paths = (known?.mounts ?? []).flatMap(({ path, kvVersion }) => (kvVersion === undefined ? [] : [path]))
    return paths.includes(place.mount) ? paths : [...paths, place.mount].sort()
  }, [known, place.mount])
  const rows = useMemo(
    () => visibleRows(treeOf(mounts, folders), new Set(expanded.keys())),
    [mounts, folders, expanded],
  )

  return (
    <VirtualTree
      label={t`Secrets`}
      rows={rows}
      selectedKey={treeKey(place)}
      renderRow={({ value }) => (
        <span className={styles['row']}>
          <Icon value={value} />
          <span className={styles['name']}>{value.name}</span>
        </span>
      )}
      onOpen={(row) => {
        const isHere = row.key === treeKey(place)
        if (row.value.isFolder) toggle([row], isHere ? row.isExpanded !== true : true)
        if (!isHere) go(routes.kv(profileId, row.value))
      }}
      onToggle={toggle}
    />
  )
}

function Icon({ value }: { value: TreeValue }) {
  const { t } = useLingui()
  if (value.isClosed) return <Lock size={14} aria-label={t`may not be listed`} />
  if (value.path === '') return <Database size={14} aria-hidden="true" />
  return value.isFolder ? <Folder size={14} aria-hidden="true" /> : <FileKey size={14} aria-hidden="true" />
}

type Row = TreeRow & { readonly value: TreeValue }

/** The opened folders by key. The way to a new place is opened once, and may be closed again. */
function useExpanded({ mount, path }: SecretPlace) {
  const onTheWay = () => foldersOnTheWay(path).map((folder): SecretPlace => ({ mount, path: folder }))
  const here = treeKey({ mount, path })
  const [shown, setShown] = useState(here)
  const [expanded, setExpanded] = useState<ReadonlyMap<string, SecretPlace>>(
    () => new Map(onTheWay().map((folder) => [treeKey(folder), folder])),
  )
  if (shown !== here) {
    setShown(here)
    setExpanded(new Map([...expanded, ...onTheWay().map((folder) => [treeKey(folder), folder] as const)]))
  }
  const toggle = useCallback((rows: readonly Row[], isExpanded: boolean) => {
    setExpanded((before) => {
      const after = new Map(before)
      for (const { key, value } of rows) {
        if (isExpanded) after.set(key, { mount: value.mount, path: value.path })
        else after.delete(key)
      }
      return after
    })
  }, [])
  return { expanded, toggle }
}

/** What is known of each opened folder. */
function useFolders(profileId: string, expanded: ReadonlyMap<string, SecretPlace>): ReadonlyMap<string, OpenFolder> {
  const combine = useCallback(
    (results: UseQueryResult<string[]>[]) =>
      new Map(
        [...expanded.keys()].map((key, index): [string, OpenFolder] => {
          const result = results[index]
          return [
            key,
            {
              names: result?.data ?? (result?.isError === true ? [] : undefined),
              isBusy: result?.isPending ?? true,
              isClosed: result?.isError ?? false,
            },
          ]
        }),
      ),
    [expanded],
  )
  return useQueries({
    queries: [...expanded.values()].map(({ mount, path }) => folderNames(profileId, mount, path)),
    combine,
  })
}
