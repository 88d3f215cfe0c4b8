/** The mounts of the auth method `kubernetes`. API: https://developer.hashicorp.com/vault/api-docs/auth/kubernetes */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Boxes, Plus } from 'lucide-react'
import { useState } from 'react'
import type { KubernetesMount } from '../../../../electron/contract/kubernetes.ts'
import { keptPlaces } from '../../../lib/queries/places.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { Page } from '../../../ui/Page.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { kubernetesMounts } from '../queries.ts'
import { DisableMountDialog } from './DisableMountDialog.tsx'
import { KeptMounts } from './KeptMounts.tsx'
import { MountDialog } from './MountDialog.tsx'
import { MountTable } from './MountTable.tsx'
import { OpenMountDialog } from './OpenMountDialog.tsx'

type OpenDialog = { kind: 'enable' | 'type' } | { kind: 'tune' | 'disable'; mount: KubernetesMount }

export function KubernetesPage({ profileId }: { profileId: string }) {
  const { t } = useLingui()
  const go = useGo()
  const mounts = useQuery(kubernetesMounts(profileId))
  const isPartial = mounts.data?.complete === false
  const places = useQuery({ ...keptPlaces(profileId), enabled: isPartial })
  const listed = mounts.data?.mounts.map(({ path }) => path)
  const kept = isPartial ? (places.data?.authMounts ?? []).filter((path) => listed?.includes(path) !== true) : []
  const [dialog, setDialog] = useState<OpenDialog | null>(null)
  const close = () => setDialog(null)
  const openMount = (mount: string, tab?: 'config') => go(routes.kubernetesMount(profileId, mount, tab))

  return (
    <Page labelledBy="kubernetes-title">
      <PageHeader id="kubernetes-title" title={t`Kubernetes auth`}>
        <Button onPress={() => setDialog({ kind: 'type' })}>{t`Open by path…`}</Button>
        <Button variant="primary" icon={<Plus size={16} />} onPress={() => setDialog({ kind: 'enable' })} autoFocus>
          {t`Enable Kubernetes auth`}
        </Button>
      </PageHeader>
      {mounts.isPending && <SkeletonRows rows={4} />}
      {mounts.isError && (
        <Problem
          problem={mounts.error}
          needs={{ capability: 'read', path: 'sys/auth' }}
          onRetry={() => void mounts.refetch()}
        />
      )}
      {isPartial && (
        <Banner tone="warn" title={t`You need permission to list auth methods.`}>
          <Trans>
            You need <code>read</code> on <code>sys/auth</code>. Only mounts that the server lists for you are shown. To
            open another mount, enter its path.
          </Trans>
        </Banner>
      )}
      {mounts.data !== undefined && mounts.data.mounts.length === 0 && kept.length === 0 && (
        <EmptyState
          icon={<Boxes size={20} />}
          title={mounts.data.complete ? t`No Kubernetes auth yet` : t`No visible mounts`}
        >
          {mounts.data.complete
            ? t`Kubernetes auth lets pods sign in with their service account, without a stored secret.`
            : t`Enter the path of a mount that you can use.`}
        </EmptyState>
      )}
      {mounts.data !== undefined && mounts.data.mounts.length > 0 && (
        <MountTable
          profileId={profileId}
          mounts={mounts.data.mounts}
          onOpen={openMount}
          onTune={(mount) => setDialog({ kind: 'tune', mount })}
          onDisable={(mount) => setDialog({ kind: 'disable', mount })}
        />
      )}
      {kept.length > 0 && <KeptMounts profileId={profileId} mounts={kept} />}
      {dialog?.kind === 'enable' && (
        <MountDialog
          profileId={profileId}
          mount={null}
          onClose={close}
          onDone={(mount) => openMount(mount, 'config')}
        />
      )}
      {dialog?.kind === 'tune' && <MountDialog profileId={profileId} mount={dialog.mount} onClose={close} />}
      {dialog?.kind === 'type' && <OpenMountDialog onClose={close} onOpen={openMount} />}
      {dialog?.kind === 'disable' && (
        <DisableMountDialog profileId={profileId} mount={dialog.mount.path} onClose={close} />
      )}
    </Page>
  )
}
