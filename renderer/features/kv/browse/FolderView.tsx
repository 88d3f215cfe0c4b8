/** One folder: its folders and secrets, filtered while the person types. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { FolderOpen, Plus } from 'lucide-react'
import { type KeyboardEvent, useCallback, useLayoutEffect, useMemo, useRef } from 'react'
import { keptPlaces } from '../../../lib/queries/places.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { Button } from '../../../ui/Button.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { SearchField } from '../../../ui/SearchField.tsx'
import { Select } from '../../../ui/Select.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { useSettled } from '../../../ui/useSettled.ts'
import type { VirtualListHandle } from '../../../ui/VirtualList.tsx'
import { NewDraftNotice } from '../editor/DraftNotice.tsx'
import { GrantButton } from '../shared/GrantButton.tsx'
import { CubbyholeNotice } from '../shared/CubbyholeNotice.tsx'
import { isCubbyhole } from '../shared/cubbyhole.ts'
import { FolderList } from './FolderList.tsx'
import { filtered, type FolderOrder, ordered } from './folderNamesShown.ts'
import { classNames } from '../../../ui/classNames.ts'
import styles from './FolderView.module.css'
import longTitle from '../../../ui/shared/longTitle.module.css'
import { useNewSecretReason } from './folderRights.ts'
import { useFolderLook } from './folderViews.ts'
import { LastKnown } from './LastKnown.tsx'
import { cliName, type KvVersion, lastName, listName, type SecretPlace } from '../shared/names.ts'
import { Problem } from '../../../components/Problem.tsx'
import { folderNames } from '../queries.ts'
import { knownNames } from './tree.ts'
import { useFocusWhenLost } from '../shared/useFocusWhenLost.ts'
import { ExactText } from '../../../ui/ExactText.tsx'
import { visibleText } from '../../../lib/exactPieces.ts'

export function FolderView({
  profileId,
  place,
  kvVersion,
}: {
  profileId: string
  place: SecretPlace
  kvVersion: KvVersion
}) {
  const { t } = useLingui()
  const go = useGo()
  const { mount, path } = place
  const listing = useQuery(folderNames(profileId, mount, path))
  const { data: names } = listing
  const needs = { capability: 'list', path: listName(place, kvVersion) }
  const retry = () => void listing.refetch()
  const looking = useFolderLook(profileId, place)
  const newReason = useNewSecretReason(profileId, place, kvVersion)
  const newSecret = (
    <Button
      variant="primary"
      icon={<Plus size={16} />}
      disabledReason={newReason}
      onPress={() => go(routes.kv(profileId, { mount, path, mode: 'new' }))}
    >
      {t`New secret`}
    </Button>
  )

  return (
    <section className={styles['folder']} aria-labelledby="folder-title">
      <header className={styles['header']}>
        <h1 id="folder-title" className={classNames(styles['title'], longTitle['clamped'])}>
          <ExactText text={path === '' ? mount : lastName(path)} kind="path" />
        </h1>
        {/* Rendered while the list is being loaded, so that the names do not wait for it. */}
        {(listing.isPending || (names?.length ?? 0) > 1) && (
          <OrderSelect order={looking.look.order} onChange={(order) => looking.change({ order })} />
        )}
        {!isCubbyhole(mount) && (
          <GrantButton profileId={profileId} place={place} label={t`Grant access to this folder`} />
        )}
        {newSecret}
      </header>
      {isCubbyhole(mount) && <CubbyholeNotice profileId={profileId} />}
      <NewDraftNotice profileId={profileId} place={place} />
      {listing.isPending && <SkeletonRows rows={8} />}
      {listing.isError && names === undefined && (
        <>
          <Problem
            problem={listing.error}
            needs={needs}
            onRetry={retry}
            note={
              !isCubbyhole(mount) && (
                <Trans>
                  If you know a secret's name, enter it in the field at the top. Strongroom then lists it here.
                </Trans>
              )
            }
          />
          <Known profileId={profileId} place={place} />
        </>
      )}
      {listing.isError && names !== undefined && (
        <LastKnown problem={listing.error} knownAt={listing.dataUpdatedAt} onRetry={retry} />
      )}
      {names?.length === 0 && (
        <EmptyState icon={<FolderOpen size={20} />} title={t`This folder is empty`} action={newSecret}>
          <Trans>
            A folder exists only while it contains a secret, such as <code>{visibleText(cliName(place), 'path')}…</code>
          </Trans>
        </EmptyState>
      )}
      {names !== undefined && names.length > 0 && (
        <Names profileId={profileId} place={place} names={names} {...looking} />
      )}
    </section>
  )
}

function OrderSelect({ order, onChange }: { order: FolderOrder; onChange: (order: FolderOrder) => void }) {
  const { t } = useLingui()
  const orders: readonly { readonly value: FolderOrder; readonly label: string }[] = [
    { value: 'name', label: t`Name (A–Z)` },
    { value: 'name-down', label: t`Name (Z–A)` },
    { value: 'folders', label: t`Folders first` },
  ]
  return <Select label={t`Order`} hideLabel options={orders} value={order} onChange={onChange} />
}

interface NamesProps extends ReturnType<typeof useFolderLook> {
  readonly profileId: string
  readonly place: SecretPlace
  readonly names: readonly string[]
}

function Names({ profileId, place, names, look, change, note }: NamesProps) {
  const { t, i18n } = useLingui()
  const go = useGo()
  const { mount, path } = place
  const { filter, order } = look
  const { settled: wanted, onKeyDownCapture } = useSettled(filter)
  const all = useMemo(() => ordered(names, order), [names, order])
  const shown = useMemo(() => filtered(all, wanted), [all, wanted])
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<VirtualListHandle>(null)
  useFocusWhenLost(field, true)
  useCursorBack(list, shown, look.cursor)

  const open = useCallback(
    (name: string) => go(routes.kv(profileId, { mount, path: `${path}${name}` })),
    // oxlint-disable-next-line react/exhaustive-deps -- `go` is new on each render and does the same
    [profileId, mount, path],
  )
  const noteCursor = useCallback((cursor: string) => note({ cursor }), [note])
  const toField = useCallback(() => field.current?.focus(), [])

  function toList() {
    list.current?.focus()
    list.current?.show(0)
  }
  function onFieldKey(event: KeyboardEvent) {
    // Uses the text in the field, because this key has just rendered its list.
    const found = filtered(all, filter)
    if ((event.key !== 'ArrowDown' && event.key !== 'Enter') || event.nativeEvent.isComposing) return
    event.preventDefault()
    const [first] = found
    if (first === undefined) return
    if (event.key === 'Enter' && found.length === 1) open(first)
    else toList()
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys of the field and the list inside
    <div className={styles['names']} onKeyDownCapture={onKeyDownCapture}>
      <div className={styles['tools']}>
        {/* The keys of the field inside. */}
        {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
        <div onKeyDown={onFieldKey}>
          <SearchField
            ref={field}
            label={t`Filter this folder`}
            value={filter}
            onChange={(text) => change({ filter: text, cursor: null })}
          />
        </div>
        <output className={styles['count']}>
          {wanted === '' ? (
            <Plural value={names.length} one="# name" other="# names" />
          ) : (
            <Trans>
              {i18n.number(shown.length)} of {i18n.number(names.length)}
            </Trans>
          )}
        </output>
      </div>
      <div className={styles['list']}>
        <FolderList
          ref={list}
          label={t`Names in ${visibleText(cliName(place), 'path')}`}
          names={shown}
          filter={wanted}
          onOpen={open}
          onCursor={noteCursor}
          onLeaveTop={toField}
          onEscape={toField}
        />
      </div>
    </div>
  )
}

/** Restores the cursor once to where it was when the folder was left. */
function useCursorBack(
  list: { readonly current: VirtualListHandle | null },
  names: readonly string[],
  cursor: string | null,
): void {
  const wanted = useRef(cursor)
  useLayoutEffect(() => {
    if (wanted.current === null) return
    const index = names.indexOf(wanted.current)
    wanted.current = null
    if (index !== -1) list.current?.show(index)
  }, [list, names])
}

/** The known places in a folder that may not be listed. */
function Known({ profileId, place }: { profileId: string; place: SecretPlace }) {
  const { t } = useLingui()
  const go = useGo()
  const { data: kept } = useQuery(keptPlaces(profileId))
  const { mount, path } = place
  const names = useMemo(
    () => knownNames({ mount, path }, [...(kept?.typed ?? []), ...(kept?.favorites ?? [])]),
    [kept, mount, path],
  )
  if (names.length === 0) return null
  return (
    <div className={styles['known']}>
      <h2 className={styles['knownTitle']}>{t`Places in this folder that you opened before`}</h2>
      <div className={styles['list']}>
        <FolderList
          label={t`Visited names in ${visibleText(cliName(place), 'path')}`}
          names={names}
          filter=""
          onOpen={(name) => go(routes.kv(profileId, { mount, path: `${path}${name}` }))}
        />
      </div>
    </div>
  )
}
