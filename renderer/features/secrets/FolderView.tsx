/** What is in one folder: folders and secrets, filtered as one types. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { FileKey, Folder, FolderOpen, Plus } from 'lucide-react'
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { routes, useGo } from '../../lib/routes.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { VirtualList } from '../../ui/VirtualList.tsx'
import styles from './FolderView.module.css'
import { cliName, type KvVersion, lastName, listName, type SecretPlace } from './names.ts'
import { NewDraftNotice } from './DraftNotice.tsx'
import { Problem } from './Problem.tsx'
import { folderNames } from './queries.ts'
import { useFocusWhenLost } from './useFocusWhenLost.ts'

export function FolderView({
  profileId,
  place,
  kvVersion,
}: {
  profileId: string
  place: SecretPlace
  kvVersion: KvVersion
}) {
  const { t, i18n } = useLingui()
  const go = useGo()
  const { mount, path } = place
  const names = useQuery(folderNames(profileId, mount, path))
  const [filter, setFilter] = useState('')
  const wanted = useDeferredValue(filter.toLocaleLowerCase())
  const shown = useMemo(
    () => (names.data ?? []).filter((name) => name.toLocaleLowerCase().includes(wanted)),
    [names.data, wanted],
  )
  const filterField = useRef<HTMLInputElement>(null)
  useFocusWhenLost(filterField, names.isSuccess)
  const newSecret = (
    <Button
      variant="primary"
      icon={<Plus size={16} />}
      onPress={() => go(routes.kv(profileId, { mount, path, mode: 'new' }))}
    >
      {t`New secret`}
    </Button>
  )

  return (
    <section className={styles['folder']} aria-labelledby="folder-title">
      <header className={styles['header']}>
        <h1 id="folder-title" className={styles['title']}>
          {path === '' ? mount : lastName(path)}
        </h1>
        {newSecret}
      </header>
      <NewDraftNotice profileId={profileId} place={place} />
      {names.isPending && <SkeletonRows rows={8} />}
      {names.isError && (
        <Problem
          problem={names.error}
          needs={{ capability: 'list', path: listName(place, kvVersion) }}
          onRetry={() => void names.refetch()}
          note={<Trans>If you know a secret's name, type it in the field above the tree.</Trans>}
        />
      )}
      {names.data?.length === 0 && (
        <EmptyState icon={<FolderOpen size={20} />} title={t`Nothing is in this folder`} action={newSecret}>
          <Trans>
            A folder exists while something is in it: a secret named <code>{cliName(place)}…</code>
          </Trans>
        </EmptyState>
      )}
      {names.data !== undefined && names.data.length > 0 && (
        <>
          <div className={styles['tools']}>
            <SearchField ref={filterField} label={t`Filter this folder`} value={filter} onChange={setFilter} />
            <output className={styles['count']}>
              {filter === '' ? (
                <Plural value={names.data.length} one="# name" other="# names" />
              ) : (
                <Trans>
                  {i18n.number(shown.length)} of {i18n.number(names.data.length)}
                </Trans>
              )}
            </output>
          </div>
          <div className={styles['list']}>
            <VirtualList
              label={t`Names in ${cliName(place)}`}
              items={shown}
              getKey={identity}
              getText={identity}
              renderItem={(name) => <Name name={name} />}
              onOpen={(name) => go(routes.kv(profileId, { mount, path: `${path}${name}` }))}
              empty={<EmptyState title={t`No name here holds “${filter}”`} />}
            />
          </div>
        </>
      )}
    </section>
  )
}

const identity = (name: string) => name

function Name({ name }: { name: string }) {
  return (
    <span className={styles['name']}>
      {name.endsWith('/') ? <Folder size={14} aria-hidden="true" /> : <FileKey size={14} aria-hidden="true" />}
      <span>{name}</span>
    </span>
  )
}
