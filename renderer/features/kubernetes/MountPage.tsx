/** One mount of Kubernetes auth: its roles, its configuration, and help when a pod is refused. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Boxes, Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { errorOf } from '../../lib/call.ts'
import { type KubernetesTab, routes, useGo } from '../../lib/routes.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Link } from '../../ui/Link.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { type TabItem, Tabs } from '../../ui/Tabs.tsx'
import { ConfigTab } from './config/ConfigTab.tsx'
import { KubernetesDoctor } from './doctor/KubernetesDoctor.tsx'
import { ManifestsTab } from './manifests/ManifestsTab.tsx'
import styles from './MountPage.module.css'
import { ConfigHealth } from './mounts/ConfigHealth.tsx'
import { DisableMountDialog } from './mounts/DisableMountDialog.tsx'
import { MountDialog } from './mounts/MountDialog.tsx'
import { TrialHealth } from './mounts/TrialHealth.tsx'
import { useKeptMount } from './mounts/useKeptMount.ts'
import { kubernetesConfig } from '../../lib/queries/kubernetes.ts'
import { kubernetesMounts } from './queries.ts'
import { RolesTab } from './roles/RolesTab.tsx'

export interface MountPageProps {
  readonly profileId: string
  readonly mount: string
  readonly tab: KubernetesTab
  /** Selected at first in the doctor and for the manifests. */
  readonly role?: string | undefined
}

export function MountPage({ profileId, mount, tab, role }: MountPageProps) {
  const { t } = useLingui()
  const go = useGo()
  const [dialog, setDialog] = useState<'tune' | 'disable' | null>(null)
  const { data: mounts } = useQuery(kubernetesMounts(profileId))
  const { data: config, error: configError } = useQuery(kubernetesConfig(profileId, mount))
  const facts = mounts?.mounts.find(({ path }) => path === mount)
  const mayBeThere = config !== undefined || (configError !== null && errorOf(configError).code === 'permission-denied')
  useKeptMount(profileId, mount, mounts?.complete === false && facts === undefined && mayBeThere)
  const problem = configError === null || config !== undefined ? null : errorOf(configError)
  if (problem?.code === 'unsupported' || problem?.code === 'not-found')
    return <NoSuchMount profileId={profileId} mount={mount} isOther={problem.code === 'unsupported'} />

  const tabs: readonly TabItem<KubernetesTab>[] = [
    { id: 'roles', label: t`Roles`, content: <RolesTab profileId={profileId} mount={mount} /> },
    { id: 'config', label: t`Configuration`, content: <ConfigTab profileId={profileId} mount={mount} /> },
    { id: 'doctor', label: t`Doctor`, content: <KubernetesDoctor profileId={profileId} mount={mount} role={role} /> },
    { id: 'manifests', label: t`Manifests`, content: <ManifestsTab profileId={profileId} mount={mount} role={role} /> },
  ]

  return (
    <section className={styles['page']} aria-labelledby="mount-title">
      <div className={styles['head']}>
        <PageHeader id="mount-title" title={<code>{mount}</code>}>
          <Menu
            label={t`Actions for ${mount}`}
            placement="bottom end"
            trigger={
              <IconButton label={t`Actions for ${mount}`}>
                <Ellipsis size={16} />
              </IconButton>
            }
            groups={[
              {
                items: [
                  { id: 'tune', label: t`Tune…`, isDisabled: facts === undefined, onAction: () => setDialog('tune') },
                ],
              },
              {
                items: [{ id: 'disable', label: t`Disable…`, isDanger: true, onAction: () => setDialog('disable') }],
              },
            ]}
          />
        </PageHeader>
        {facts !== undefined && facts.description !== '' && <p className={styles['quiet']}>{facts.description}</p>}
        {config !== undefined && <ConfigHealth state={config} />}
        <TrialHealth profileId={profileId} mount={mount} />
      </div>
      <div className={styles['views']}>
        <Tabs
          label={t`Views of ${mount}`}
          items={tabs}
          selected={tabs.some(({ id }) => id === tab) ? tab : 'roles'}
          onSelect={(next) => go(routes.kubernetesMount(profileId, mount, next, role), { replace: true })}
        />
      </div>
      {dialog === 'tune' && facts !== undefined && (
        <MountDialog profileId={profileId} mount={facts} onClose={() => setDialog(null)} />
      )}
      {dialog === 'disable' && (
        <DisableMountDialog
          profileId={profileId}
          mount={mount}
          onClose={() => setDialog(null)}
          onDisabled={() => go(routes.kubernetes(profileId), { replace: true })}
        />
      )}
    </section>
  )
}

/** Shown when another method, or nothing, is at the path. */
function NoSuchMount({ profileId, mount, isOther }: { profileId: string; mount: string; isOther: boolean }) {
  const { t } = useLingui()
  return (
    <section className={styles['page']} aria-labelledby="mount-title">
      <div className={styles['head']}>
        <PageHeader id="mount-title" title={<code>{mount}</code>} />
      </div>
      <EmptyState
        icon={<Boxes size={20} />}
        title={isOther ? t`This auth method isn't Kubernetes.` : t`No auth method at this path`}
        action={<Link href={routes.kubernetes(profileId)}>{t`Show Kubernetes auth mounts`}</Link>}
      >
        {isOther
          ? t`Its roles are of another type. Strongroom doesn't show or change them here.`
          : t`The mount was disabled, or it has another name.`}
      </EmptyState>
    </section>
  )
}
