/** The secret engines of a server. API: https://developer.hashicorp.com/vault/api-docs/system/mounts */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Database, Ellipsis, Plus } from 'lucide-react'
import { useState } from 'react'
import type { Mount } from '../../../electron/contract/mounts.ts'
import { bridge } from '../../lib/bridge.ts'
import { answerOf, valueOf } from '../../lib/call.ts'
import { mountList } from '../../lib/queries/mounts.ts'
import { routes, useGo } from '../../lib/routes.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Link } from '../../ui/Link.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { Table, type TableColumn } from '../../ui/Table.tsx'
import { EnableKvDialog } from './EnableKvDialog.tsx'
import styles from './EnginesPage.module.css'
import { Problem } from './Problem.tsx'
import { sayDone } from './sayDone.ts'
import { TuneDialog } from './TuneDialog.tsx'
import { TypeMountDialog } from './TypeMountDialog.tsx'

type OpenDialog = { kind: 'enable' | 'type' } | { kind: 'tune' | 'disable'; mount: Mount }

const isKv = (mount: Mount): boolean => mount.kvVersion !== undefined

/** KV engines first: the others are shown only. */
const byUse = (a: Mount, b: Mount): number => Number(isKv(b)) - Number(isKv(a)) || (a.path < b.path ? -1 : 1)

export function EnginesPage({ profileId }: { profileId: string }) {
  const { t } = useLingui()
  const go = useGo()
  const mounts = useQuery(mountList(profileId))
  const [dialog, setDialog] = useState<OpenDialog | null>(null)
  const close = () => setDialog(null)
  const openMount = (path: string) => go(routes.kv(profileId, { mount: path, path: '' }))
  const enable = (
    <Button variant="primary" icon={<Plus size={16} />} onPress={() => setDialog({ kind: 'enable' })} autoFocus>
      {t`Enable KV`}
    </Button>
  )
  const typeMount = <Button onPress={() => setDialog({ kind: 'type' })}>{t`Type a mount`}</Button>

  return (
    <section className={styles['page']} aria-labelledby="engines-title">
      <header className={styles['header']}>
        <h1 id="engines-title" className={styles['title']}>{t`Secret engines`}</h1>
        {typeMount}
        {enable}
      </header>
      {mounts.isPending && <SkeletonRows rows={6} />}
      {mounts.isError && (
        <Problem
          problem={mounts.error}
          needs={{ capability: 'read', path: 'sys/mounts' }}
          onRetry={() => void mounts.refetch()}
        />
      )}
      {mounts.data?.complete === false && (
        <Banner tone="warn" title={t`You may not list the secret engines.`}>
          <Trans>
            That needs <code>read</code> on <code>sys/mounts</code>. Shown are those that the server lists to you and
            those that you typed.
          </Trans>
        </Banner>
      )}
      {mounts.data !== undefined && !mounts.data.mounts.some(isKv) && (
        <EmptyState icon={<Database size={20} />} title={t`No KV engine yet`}>
          {mounts.data.complete ? t`Enable one to store secrets.` : t`Type the path of one that you may use.`}
        </EmptyState>
      )}
      {mounts.data !== undefined && mounts.data.mounts.length > 0 && (
        <EngineTable
          profileId={profileId}
          mounts={mounts.data.mounts}
          onOpen={openMount}
          onTune={(mount) => setDialog({ kind: 'tune', mount })}
          onDisable={(mount) => setDialog({ kind: 'disable', mount })}
        />
      )}
      <EnableKvDialog
        profileId={profileId}
        isOpen={dialog?.kind === 'enable'}
        onOpenChange={close}
        onEnabled={openMount}
      />
      {dialog?.kind === 'type' && <TypeMountDialog profileId={profileId} onClose={close} onAdded={openMount} />}
      {dialog?.kind === 'tune' && <TuneDialog profileId={profileId} mount={dialog.mount.path} onClose={close} />}
      <DisableDialog
        profileId={profileId}
        mount={dialog?.kind === 'disable' ? dialog.mount : null}
        onOpenChange={close}
      />
    </section>
  )
}

function EngineTable({
  profileId,
  mounts,
  onOpen,
  onTune,
  onDisable,
}: {
  profileId: string
  mounts: readonly Mount[]
  onOpen: (path: string) => void
  onTune: (mount: Mount) => void
  onDisable: (mount: Mount) => void
}) {
  const { t } = useLingui()
  const columns = useColumns({ profileId, onTune, onDisable })
  return (
    <Table
      label={t`Secret engines`}
      items={[...mounts].sort(byUse)}
      getId={(mount) => mount.path}
      onOpen={(mount) => {
        if (isKv(mount)) onOpen(mount.path)
      }}
      columns={columns}
    />
  )
}

interface RowActions {
  readonly profileId: string
  readonly onTune: (mount: Mount) => void
  readonly onDisable: (mount: Mount) => void
}

function useColumns({ profileId, onTune, onDisable }: RowActions): readonly TableColumn<Mount>[] {
  const { t } = useLingui()
  return [
    {
      id: 'path',
      title: t`Path`,
      isRowHeader: true,
      cell: (mount) =>
        isKv(mount) ? (
          <Link variant="plain" href={routes.kv(profileId, { mount: mount.path, path: '' })}>
            <code className={styles['path']}>{mount.path}</code>
          </Link>
        ) : (
          <code className={styles['other']}>{mount.path}</code>
        ),
    },
    { id: 'type', title: t`Type`, cell: (mount) => <TypeCell mount={mount} /> },
    { id: 'description', title: t`Description`, cell: (mount) => mount.description },
    { id: 'options', title: t`Options`, cell: (mount) => <OptionsCell mount={mount} /> },
    {
      id: 'plugin',
      title: t`Plugin version`,
      cell: (mount) => <span className={styles['quiet']}>{mount.runningVersion}</span>,
    },
    {
      id: 'actions',
      title: <span className={styles['hidden']}>{t`Actions`}</span>,
      align: 'end',
      width: '40px',
      cell: (mount) => <Actions profileId={profileId} mount={mount} onTune={onTune} onDisable={onDisable} />,
    },
  ]
}

function TypeCell({ mount }: { mount: Mount }) {
  const { t } = useLingui()
  return (
    <span className={styles['type']}>
      {mount.kvVersion === undefined ? (
        <>
          <Badge mono>{mount.type}</Badge>
          <span className={styles['quiet']}>{t`shown only`}</span>
        </>
      ) : (
        <Badge tone="accent">{t`KV ${mount.kvVersion}`}</Badge>
      )}
      {mount.source === 'typed' && <Badge>{t`typed`}</Badge>}
    </span>
  )
}

function OptionsCell({ mount }: { mount: Mount }) {
  const { t } = useLingui()
  const given = Object.entries(mount.options).filter(([name]) => name !== 'version')
  const words = [
    ...given.map(([name, value]) => `${name}=${value}`),
    ...(mount.local ? [t`local`] : []),
    ...(mount.sealWrap ? [t`seal wrap`] : []),
  ]
  return <span className={styles['quiet']}>{words.join(', ')}</span>
}

function Actions({
  profileId,
  mount,
  onTune,
  onDisable,
}: {
  profileId: string
  mount: Mount
  onTune: (mount: Mount) => void
  onDisable: (mount: Mount) => void
}) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  async function forget() {
    await valueOf(bridge.mounts.removeTyped({ profileId, mount: mount.path }))
    await queryClient.invalidateQueries({ queryKey: mountList(profileId).queryKey })
  }
  // The server's own engines cannot be disabled, and hold no settings of these.
  if (['system', 'identity', 'cubbyhole', 'ns_system', 'ns_identity', 'ns_cubbyhole'].includes(mount.type)) return null
  return (
    <Menu
      trigger={
        <IconButton label={t`Actions for ${mount.path}`}>
          <Ellipsis size={16} />
        </IconButton>
      }
      label={t`Actions for ${mount.path}`}
      placement="bottom end"
      groups={[
        {
          items: [
            ...(isKv(mount)
              ? [{ id: 'open', label: t`Open`, href: routes.kv(profileId, { mount: mount.path, path: '' }) }]
              : []),
            { id: 'tune', label: t`Tune…`, onAction: () => onTune(mount) },
          ],
        },
        {
          items: [
            ...(mount.source === 'typed'
              ? [{ id: 'forget', label: t`Remove from this list`, onAction: () => void forget() }]
              : []),
            { id: 'disable', label: t`Disable…`, isDanger: true, onAction: () => onDisable(mount) },
          ],
        },
      ]}
    />
  )
}

function DisableDialog({
  profileId,
  mount,
  onOpenChange,
}: {
  profileId: string
  mount: Mount | null
  onOpenChange: (isOpen: boolean) => void
}) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [problem, setProblem] = useState<unknown>(null)
  if (mount === null) return null

  async function disable(path: string): Promise<boolean> {
    try {
      const { warnings } = await answerOf(bridge.mounts.disable({ profileId, mount: path, confirm: path }))
      queryClient.removeQueries({ queryKey: [profileId, 'kv'] })
      await queryClient.invalidateQueries({ queryKey: mountList(profileId).queryKey })
      sayDone(t`${path} is disabled`, warnings)
      return true
    } catch (thrown) {
      setProblem(thrown)
      return false
    }
  }

  return (
    <ConfirmDialog
      isOpen
      onOpenChange={(isOpen) => {
        setProblem(null)
        onOpenChange(isOpen)
      }}
      title={t`Disable ${mount.path}?`}
      confirmLabel={t`Disable ${mount.path}`}
      typeToConfirm={mount.path.replace(/\/$/, '')}
      onConfirm={() => disable(mount.path)}
      error={
        problem !== null && (
          <Problem
            problem={problem}
            needs={{ capability: 'delete', path: `sys/mounts/${mount.path.replace(/\/$/, '')}` }}
          />
        )
      }
    >
      {isKv(mount) ? (
        <Trans>
          Every secret below <code>{mount.path}</code>, with all of its versions, is destroyed on the server, for
          everybody. This cannot be undone.
        </Trans>
      ) : (
        <Trans>
          Everything that the engine at <code>{mount.path}</code> stores is destroyed on the server, and its leases are
          revoked. This cannot be undone.
        </Trans>
      )}
    </ConfirmDialog>
  )
}
