/** The tree next to the secrets. A folder is listed when its open row comes into view, or when it is above the open place. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { CircleAlert, Database, FileKey, Folder, Lock } from 'lucide-react'
import { type ReactNode, useEffect, useMemo } from 'react'
import { draftList } from '../../../lib/queries/app.ts'
import { mountList } from '../../../lib/queries/mounts.ts'
import { keptPlaces } from '../../../lib/queries/places.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { treeRows, type ValueRow } from '../../../ui/treeRows.ts'
import { VirtualTree } from '../../../ui/VirtualTree.tsx'
import { VisuallyHidden } from '../../../ui/VisuallyHidden.tsx'
import { useListings } from './listings.ts'
import styles from './KvTree.module.css'
import { cliName, foldersOnTheWay, type SecretPlace } from '../shared/names.ts'
import type { OpenFolders } from './openFolders.ts'
import { foldersAbove, isFolderPath, treeKey, treeLevel, type TreeValue } from './tree.ts'
import { ExactText } from '../../../ui/ExactText.tsx'
import { visibleText } from '../../../lib/exactPieces.ts'

export interface KvTreeProps {
  readonly profileId: string
  readonly place: SecretPlace
  readonly open: OpenFolders
  readonly onToggle: (folders: readonly SecretPlace[], isOpen: boolean) => void
  readonly onKey?: ((key: string, place: SecretPlace) => boolean) | undefined
  readonly onContextMenu?:
    | ((place: SecretPlace, position: { readonly x: number; readonly y: number }) => void)
    | undefined
}

export function KvTree({ profileId, place, open, onToggle, onKey, onContextMenu }: KvTreeProps) {
  const { t } = useLingui()
  const go = useGo()
  const mounts = useQuery(mountList(profileId))
  const { data: kept } = useQuery(keptPlaces(profileId))
  const { listings, follow } = useListings(profileId, open)
  const unsaved = useUnsaved(profileId)
  const { mount, path } = place

  const rows = useMemo(() => {
    const paths = (mounts.data?.mounts ?? []).flatMap((each) => (each.kvVersion === undefined ? [] : [each.path]))
    const known = [...(kept?.typed ?? []), ...(kept?.favorites ?? []), { mount, path }]
    return treeRows(
      treeLevel({
        mounts: paths.includes(mount) || mount === '' ? paths : [...paths, mount].sort(),
        listings,
        expanded: open,
        known,
      }),
    )
  }, [mounts.data, kept, mount, path, listings, open])
  useEffect(() => {
    // Also those whose rows are out of view: in a folder of 10,000 names the path to the place would never be listed.
    for (const folder of foldersOnTheWay(path).map((each) => ({ mount, path: each }))) {
      if (open.has(treeKey(folder))) follow(folder)
    }
  }, [open, follow, mount, path])

  if (mounts.isPending) return <SkeletonRows rows={6} />
  return (
    <VirtualTree
      label={t`Secrets`}
      rows={rows}
      selectedKey={treeKey(place)}
      renderRow={(row) => <Name row={row} unsaved={unsaved} onSight={follow} />}
      onOpen={(row) => {
        const isHere = row.key === treeKey(place)
        if (row.value.isFolder) onToggle([row.value], isHere ? row.isExpanded !== true : true)
        if (!isHere) go(routes.kv(profileId, row.value))
      }}
      onToggle={(toggled, isExpanded) =>
        onToggle(
          toggled.map(({ value }) => value),
          isExpanded,
        )
      }
      onKey={(event, row) => {
        if (onKey?.(event.key, row.value) === true) event.preventDefault()
      }}
      {...(onContextMenu !== undefined && {
        onContextMenu: (row: ValueRow<TreeValue>, position: { x: number; y: number }) =>
          onContextMenu(row.value, position),
      })}
    />
  )
}

interface Unsaved {
  readonly places: ReadonlySet<string>
  readonly above: ReadonlySet<string>
}

/** Places of this connection with unsaved edits. */
function useUnsaved(profileId: string): Unsaved {
  const { data: drafts } = useQuery(draftList)
  return useMemo(() => {
    const prefix = 'secret:'
    const names = (drafts ?? []).flatMap((draft) =>
      draft.profileId === profileId && draft.place.startsWith(prefix) ? [draft.place.slice(prefix.length)] : [],
    )
    return { places: new Set(names), above: foldersAbove(names) }
  }, [drafts, profileId])
}

function Name({
  row,
  unsaved,
  onSight,
}: {
  row: ValueRow<TreeValue>
  unsaved: Unsaved
  onSight: (folder: SecretPlace) => void
}) {
  const { t } = useLingui()
  const { value, isExpanded } = row
  const { mount, path, listing } = value
  const isWanted = isExpanded === true && listing === undefined
  useEffect(() => {
    if (isWanted) onSight({ mount, path })
  }, [isWanted, onSight, mount, path])
  const name = cliName(value)
  const hasOwn = unsaved.places.has(name)
  const hasBelow = isExpanded === false && unsaved.above.has(name)
  return (
    <span className={styles['row']}>
      <Icon value={value} />
      <span className={styles['name']} title={visibleText(value.name, 'path')}>
        <ExactText text={value.name} kind="path" />
      </span>
      {(hasOwn || hasBelow) && (
        <span className={styles['dot']} data-below={!hasOwn || undefined}>
          <VisuallyHidden>{hasOwn ? t`not saved` : t`contains unsaved changes`}</VisuallyHidden>
        </span>
      )}
    </span>
  )
}

function Icon({ value }: { value: TreeValue }): ReactNode {
  const { t } = useLingui()
  if (value.listing?.problem === 'denied') return <Lock size={14} aria-label={t`no list permission`} />
  if (value.listing?.problem === 'failed') return <CircleAlert size={14} aria-label={t`couldn't be listed`} />
  if (value.path === '') return <Database size={14} aria-hidden="true" />
  return isFolderPath(value.path) ? <Folder size={14} aria-hidden="true" /> : <FileKey size={14} aria-hidden="true" />
}
