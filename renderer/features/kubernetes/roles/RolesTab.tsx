/** The roles of a mount: a list of any length, filled while the roles arrive. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Ellipsis, IdCard, Plus } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { errorOf } from '../../../lib/call.ts'
import { formatCount } from '../../../lib/format.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { Button } from '../../../ui/Button.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Menu } from '../../../ui/Menu.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { SearchField } from '../../../ui/SearchField.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import type { VirtualListHandle } from '../../../ui/VirtualList.tsx'
import { kubernetesRoles } from '../queries.ts'
import { OpenRoleDialog } from './OpenRoleDialog.tsx'
import { RoleActions, type RoleAction } from './RoleActions.tsx'
import { RoleTable } from './RoleTable.tsx'
import { type RoleOrder, rowsOf, shownRows } from './roleRows.ts'
import styles from './RolesTab.module.css'
import { usePolicyFacts } from './usePolicyFacts.ts'

export function RolesTab({ profileId, mount }: { profileId: string; mount: string }) {
  const { t, i18n } = useLingui()
  const go = useGo()
  const list = useQuery(kubernetesRoles(profileId, mount))
  const [search, setSearch] = useState('')
  const [onlyRemarked, setOnlyRemarked] = useState(false)
  const [order, setOrder] = useState<RoleOrder>({ column: 'name', isDescending: false })
  /** Null: not selecting several. */
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(null)
  const [action, setAction] = useState<RoleAction | null>(null)
  const rowsBox = useRef<VirtualListHandle>(null)

  const { data } = list
  const used = useMemo(
    () => (data?.isWhole === true ? [...data.roles.values()].flatMap(({ settings }) => settings.policies) : []),
    [data],
  )
  const policies = usePolicyFacts(profileId, used, false)
  const rows = useMemo(() => (data === undefined ? [] : rowsOf(data, policies)), [data, policies])
  const shown = useMemo(() => shownRows(rows, search, onlyRemarked, order), [rows, search, onlyRemarked, order])
  const remarked = useMemo(
    () => rows.filter(({ remarks }) => remarks.some(({ tone }) => tone !== 'info')).length,
    [rows],
  )

  if (list.isError && data === undefined) {
    return (
      <Problem
        problem={list.error}
        needs={{ capability: 'list', path: `auth/${mount}role` }}
        onRetry={() => void list.refetch()}
        action={
          errorOf(list.error).code === 'permission-denied' && (
            <OpenRoleDialog onOpen={(name) => go(routes.kubernetesRole(profileId, mount, name))} />
          )
        }
      />
    )
  }
  if (data === undefined) return <SkeletonRows rows={8} />

  const create = (
    <Button variant="primary" icon={<Plus size={16} />} onPress={() => go(routes.newKubernetesRole(profileId, mount))}>
      {t`New role`}
    </Button>
  )
  const names = [...(chosen ?? [])]
  /** Roles that could not be read are left out of actions on many. */
  const unread = rows.filter(({ error }) => error !== null).length
  const toggle = (name: string) => {
    if (!data.roles.has(name)) return
    const next = new Set(chosen)
    if (!next.delete(name)) next.add(name)
    setChosen(next)
  }

  return (
    <div className={styles['tab']}>
      <div className={styles['bar']}>
        <div className={styles['search']}>
          <SearchField
            label={t`Search roles, accounts, namespaces, policies`}
            placeholder={t`Search roles`}
            value={search}
            onChange={setSearch}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown') rowsBox.current?.focus()
              else event.continuePropagation()
            }}
          />
        </div>
        <output className={styles['count']}>
          {shown.length === rows.length ? (
            <Plural value={rows.length} one="# role" other="# roles" />
          ) : (
            <Trans>
              {formatCount(shown.length, i18n.locale)} of {formatCount(rows.length, i18n.locale)}
            </Trans>
          )}
          {!data.isWhole && <Trans> · {formatCount(data.roles.size, i18n.locale)} read</Trans>}
        </output>
        {remarked > 0 && (
          <Button size="small" aria-pressed={onlyRemarked} onPress={() => setOnlyRemarked(!onlyRemarked)}>
            {onlyRemarked ? (
              t`Show all`
            ) : (
              <Plural value={remarked} one="Show # with warnings" other="Show # with warnings" />
            )}
          </Button>
        )}
        <span className={styles['space']} />
        {chosen === null ? (
          <>
            {rows.length > 0 && <Button onPress={() => setChosen(new Set())}>{t`Select multiple`}</Button>}
            {create}
            <Menu
              label={t`More role actions`}
              placement="bottom end"
              trigger={
                <IconButton label={t`More role actions`}>
                  <Ellipsis size={16} />
                </IconButton>
              }
              groups={[
                {
                  items: [
                    { id: 'import', label: t`Import…`, onAction: () => setAction({ kind: 'import' }) },
                    {
                      id: 'export',
                      label: t`Export all…`,
                      isDisabled: !data.isWhole || data.roles.size === 0,
                      onAction: () => setAction({ kind: 'export', names: [...data.roles.keys()].sort() }),
                    },
                    { id: 'refresh', label: t`Retry`, onAction: () => void list.refetch() },
                  ],
                },
              ]}
            />
          </>
        ) : (
          <>
            <Button
              size="small"
              onPress={() => setChosen(new Set(shown.flatMap(({ name, role }) => (role === null ? [] : [name]))))}
            >
              {t`Select all shown`}
            </Button>
            <Button size="small" isDisabled={names.length === 0} onPress={() => setAction({ kind: 'export', names })}>
              {t`Export…`}
            </Button>
            <Button size="small" isDisabled={names.length === 0} onPress={() => setAction({ kind: 'copy', names })}>
              {t`Copy to…`}
            </Button>
            <Button
              size="small"
              variant="danger"
              isDisabled={names.length === 0}
              onPress={() => setAction({ kind: 'delete', names })}
            >
              <Plural value={names.length} _0="Delete…" one="Delete # role…" other="Delete # roles…" />
            </Button>
            <Button size="small" onPress={() => setChosen(null)}>{t`Done`}</Button>
          </>
        )}
      </div>
      {chosen !== null && unread > 0 && (
        <p className={styles['left']}>
          <Plural
            value={unread}
            one="# role couldn't be read. Bulk actions skip it."
            other="# roles couldn't be read. Bulk actions skip them."
          />
        </p>
      )}
      {rows.length === 0 ? (
        <EmptyState icon={<IdCard size={20} />} title={t`No roles yet`} action={create}>
          {t`A role defines which service accounts can sign in, and with which policies.`}
        </EmptyState>
      ) : (
        <RoleTable
          ref={rowsBox}
          rows={shown}
          order={order}
          onOrder={setOrder}
          chosen={chosen}
          search={search}
          onOpen={(name) => (chosen === null ? go(routes.kubernetesRole(profileId, mount, name)) : toggle(name))}
          onDelete={(name) => setAction({ kind: 'delete', names: [name] })}
        />
      )}
      {action !== null && (
        <RoleActions
          profileId={profileId}
          mount={mount}
          list={data}
          action={action}
          onClose={() => setAction(null)}
          onDone={() => setChosen(null)}
        />
      )}
    </div>
  )
}
