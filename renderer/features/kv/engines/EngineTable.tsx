/** The secret engines as a table, with the actions on each. */
import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import type { Mount } from '../../../../electron/contract/mounts.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { mountList } from '../../../lib/queries/mounts.ts'
import { routes } from '../../../lib/routes.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Link } from '../../../ui/Link.tsx'
import { Menu } from '../../../ui/Menu.tsx'
import { Table, type TableColumn } from '../../../ui/Table.tsx'
import { VisuallyHidden } from '../../../ui/VisuallyHidden.tsx'
import styles from './EnginesPage.module.css'
import { isCubbyhole } from '../shared/cubbyhole.ts'
import { isKv } from './engines.ts'

/** KV engines first, then the cubbyhole. Strongroom does not open the others. */
const byUse = (a: Mount, b: Mount): number => rank(a) - rank(b) || (a.path < b.path ? -1 : 1)
const rank = (mount: Mount): number => (isKv(mount) ? 0 : canOpen(mount) ? 1 : 2)

/** Whether Strongroom shows its content. */
const canOpen = (mount: Mount): boolean => isKv(mount) || isCubbyhole(mount.path)

export function EngineTable({
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
      label={t`Secrets engines`}
      items={[...mounts].sort(byUse)}
      getId={(mount) => mount.path}
      onOpen={(mount) => {
        if (canOpen(mount)) onOpen(mount.path)
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
        canOpen(mount) ? (
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
      title: <VisuallyHidden>{t`Actions`}</VisuallyHidden>,
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
          <span className={styles['quiet']}>
            {isCubbyhole(mount.path) ? t`for your token only` : t`can't be opened here`}
          </span>
        </>
      ) : (
        <Badge tone="accent">{t`KV ${mount.kvVersion}`}</Badge>
      )}
      {mount.source === 'typed' && <Badge>{t`added by path`}</Badge>}
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
  // The server's own engines cannot be disabled, and do not have these settings.
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
