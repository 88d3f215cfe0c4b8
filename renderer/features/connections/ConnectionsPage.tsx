import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowDown, ArrowUp, Ellipsis, Plus } from 'lucide-react'
import { useState } from 'react'
import type { Profile } from '../../../electron/contract/connections.ts'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { connectionList } from '../../lib/queries/connections.ts'
import { routes, useGo } from '../../lib/routes.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallProblem } from '../../ui/CallProblem.tsx'
import { Dot } from '../../ui/Dot.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { Table } from '../../ui/Table.tsx'
import styles from './ConnectionsPage.module.css'
import { RemoveDialog } from './RemoveDialog.tsx'
import { useConnectionState } from './useConnectionState.ts'

/** Every connection: open, edit, reorder, remove. */
export function ConnectionsPage() {
  const { t } = useLingui()
  const go = useGo()
  const queryClient = useQueryClient()
  const { data: profiles, error } = useQuery(connectionList)
  const [removing, setRemoving] = useState<Profile | null>(null)
  const reorder = useMutation({
    mutationFn: (order: string[]) => valueOf(bridge.connections.reorder({ order })),
    onSuccess: (list) => queryClient.setQueryData(connectionList.queryKey, list),
  })
  const move = (profile: Profile, by: -1 | 1) => {
    const order = (profiles ?? []).map(({ id }) => id)
    const from = order.indexOf(profile.id)
    const other = order[from + by]
    if (other === undefined) return
    order[from] = other
    order[from + by] = profile.id
    reorder.mutate(order)
  }

  if (profiles === undefined) return error === null ? <SkeletonRows rows={4} /> : <CallProblem problem={error} />
  return (
    <div className={styles['page']}>
      <header className={styles['header']}>
        <h1 className={styles['title']}>
          <Trans>Connections</Trans>
        </h1>
        <Button onPress={() => go(routes.practice())}>
          <Trans>Practice Vault</Trans>
        </Button>
        <Button variant="primary" icon={<Plus size={16} />} onPress={() => go(routes.newConnection())}>
          <Trans>Connect to a server</Trans>
        </Button>
      </header>
      {reorder.isError && <CallProblem problem={reorder.error} />}
      <Table
        label={t`Connections`}
        items={profiles}
        getId={({ id }) => id}
        onOpen={({ id }) => go(routes.server(id))}
        columns={[
          {
            id: 'name',
            title: t`Name`,
            isRowHeader: true,
            cell: (profile) => (
              <span className={styles['name']}>
                <StageDot profile={profile} />
                {profile.name}
                {profile.skipVerify && <Badge tone="danger">{t`not verified`}</Badge>}
              </span>
            ),
          },
          { id: 'address', title: t`Address`, cell: ({ address }) => <code>{address}</code> },
          { id: 'namespace', title: t`Namespace`, cell: ({ namespace }) => <code>{namespace}</code> },
          { id: 'state', title: t`State`, cell: ({ id }) => <State profileId={id} /> },
          {
            id: 'actions',
            title: t`Actions`,
            align: 'end',
            width: '128px',
            cell: (profile) => (
              <span className={styles['actions']}>
                <IconButton
                  label={t`Move ${profile.name} up`}
                  isDisabled={profiles[0]?.id === profile.id}
                  onPress={() => move(profile, -1)}
                >
                  <ArrowUp size={16} />
                </IconButton>
                <IconButton
                  label={t`Move ${profile.name} down`}
                  isDisabled={profiles.at(-1)?.id === profile.id}
                  onPress={() => move(profile, 1)}
                >
                  <ArrowDown size={16} />
                </IconButton>
                <Menu
                  label={t`Actions for ${profile.name}`}
                  trigger={
                    <IconButton label={t`Actions for ${profile.name}`}>
                      <Ellipsis size={16} />
                    </IconButton>
                  }
                  groups={[
                    {
                      items: [
                        { id: 'open', label: t`Open`, onAction: () => go(routes.server(profile.id)) },
                        { id: 'edit', label: t`Edit`, onAction: () => go(routes.editConnection(profile.id)) },
                      ],
                    },
                    {
                      items: [{ id: 'remove', label: t`Remove`, isDanger: true, onAction: () => setRemoving(profile) }],
                    },
                  ]}
                />
              </span>
            ),
          },
        ]}
        empty={<Trans>No connection yet.</Trans>}
      />
      {removing !== null && <RemoveDialog profile={removing} onClose={() => setRemoving(null)} />}
    </div>
  )
}

function StageDot({ profile }: { profile: Profile }) {
  const { t } = useLingui()
  const words = { none: undefined, dev: t`dev`, staging: t`staging`, production: t`production` }[profile.stage]
  return (
    <Dot
      colour={profile.stage}
      shape={profile.stage === 'production' ? 'square' : 'full'}
      {...(words !== undefined && { label: words })}
    />
  )
}

function State({ profileId }: { profileId: string }) {
  const { t } = useLingui()
  const state = useConnectionState(profileId)
  if (state === 'unknown') return <span className={styles['quiet']}>{t`not opened`}</span>
  if (state === 'well') return <Badge tone="ok">{t`unsealed`}</Badge>
  if (state === 'offline') return <Badge tone="warn">{t`not reachable`}</Badge>
  return <Badge tone="sealed">{state === 'sealed' ? t`sealed` : t`not initialised`}</Badge>
}
