import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import type { KubernetesMount } from '../../../../electron/contract/kubernetes.ts'
import { formatDuration } from '../../../lib/format.ts'
import { routes } from '../../../lib/routes.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Link } from '../../../ui/Link.tsx'
import { Menu } from '../../../ui/Menu.tsx'
import { Table, type TableColumn } from '../../../ui/Table.tsx'
import { VisuallyHidden } from '../../../ui/VisuallyHidden.tsx'
import { kubernetesConfig } from '../../../lib/queries/kubernetes.ts'
import { ConfigHealth } from './ConfigHealth.tsx'
import styles from './KubernetesPage.module.css'

export interface MountActions {
  readonly profileId: string
  readonly onTune: (mount: KubernetesMount) => void
  readonly onDisable: (mount: KubernetesMount) => void
}

/** The mounts with their configuration, and the actions on each. */
export function MountTable({
  mounts,
  onOpen,
  ...actions
}: MountActions & { mounts: readonly KubernetesMount[]; onOpen: (mount: string) => void }) {
  const { t } = useLingui()
  return (
    <Table
      label={t`Kubernetes auth mounts`}
      items={mounts}
      getId={(mount) => mount.path}
      onOpen={(mount) => onOpen(mount.path)}
      columns={useColumns(actions)}
    />
  )
}

function useColumns(actions: MountActions): readonly TableColumn<KubernetesMount>[] {
  const { t, i18n } = useLingui()
  const { profileId } = actions
  const ttl = (seconds: number) =>
    seconds === 0 ? <span className={styles['quiet']}>{t`system default`}</span> : formatDuration(seconds, i18n.locale)
  return [
    {
      id: 'path',
      title: t`Path`,
      isRowHeader: true,
      cell: ({ path }) => (
        <Link variant="plain" href={routes.kubernetesMount(profileId, path)}>
          <code className={styles['path']}>{path}</code>
        </Link>
      ),
    },
    { id: 'health', title: t`State`, cell: ({ path }) => <Health profileId={profileId} mount={path} /> },
    { id: 'description', title: t`Description`, cell: ({ description }) => description },
    { id: 'ttl', title: t`Lease TTL`, cell: (mount) => ttl(mount.defaultLeaseTtl) },
    { id: 'max', title: t`Maximum`, cell: (mount) => ttl(mount.maxLeaseTtl) },
    {
      id: 'listed',
      title: t`Shown before sign-in`,
      cell: ({ isListed, local }) => (
        <>
          {isListed ? t`yes` : <span className={styles['quiet']}>{t`no`}</span>} {local && <Badge>{t`local`}</Badge>}
        </>
      ),
    },
    {
      id: 'actions',
      title: <VisuallyHidden>{t`Actions`}</VisuallyHidden>,
      align: 'end',
      width: '40px',
      cell: (mount) => <Actions {...actions} mount={mount} />,
    },
  ]
}

function Health({ profileId, mount }: { profileId: string; mount: string }) {
  const { t } = useLingui()
  const { data, isError } = useQuery(kubernetesConfig(profileId, mount))
  if (isError) return <span className={styles['quiet']}>{t`not readable`}</span>
  return data === undefined ? null : <ConfigHealth state={data} isShort />
}

function Actions({ profileId, mount, onTune, onDisable }: MountActions & { mount: KubernetesMount }) {
  const { t } = useLingui()
  const label = t`Actions for ${mount.path}`
  return (
    <Menu
      label={label}
      placement="bottom end"
      trigger={
        <IconButton label={label}>
          <Ellipsis size={16} />
        </IconButton>
      }
      groups={[
        {
          items: [
            { id: 'roles', label: t`Roles`, href: routes.kubernetesMount(profileId, mount.path) },
            { id: 'config', label: t`Configuration`, href: routes.kubernetesMount(profileId, mount.path, 'config') },
            { id: 'tune', label: t`Tune…`, onAction: () => onTune(mount) },
          ],
        },
        { items: [{ id: 'disable', label: t`Disable…`, isDanger: true, onAction: () => onDisable(mount) }] },
      ]}
    />
  )
}
