/** The secret engines of a server. API: https://developer.hashicorp.com/vault/api-docs/system/mounts */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Database, Plus } from 'lucide-react'
import { useState } from 'react'
import type { Mount } from '../../../../electron/contract/mounts.ts'
import { mountList } from '../../../lib/queries/mounts.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { Page } from '../../../ui/Page.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { ComeBack } from './ComeBack.tsx'
import { DisableEngineDialog } from './DisableEngineDialog.tsx'
import { EnableKvDialog } from './EnableKvDialog.tsx'
import { isKv } from './engines.ts'
import { EngineTable } from './EngineTable.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { TuneDialog } from './TuneDialog.tsx'
import { TypeMountDialog } from './TypeMountDialog.tsx'

type OpenDialog = { kind: 'enable' | 'type' } | { kind: 'tune' | 'disable'; mount: Mount }

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
  const typeMount = <Button onPress={() => setDialog({ kind: 'type' })}>{t`Open by path…`}</Button>

  return (
    <Page labelledBy="engines-title">
      <PageHeader id="engines-title" title={t`Secrets engines`}>
        {typeMount}
        {enable}
      </PageHeader>
      <ComeBack profileId={profileId} />
      {mounts.isPending && <SkeletonRows rows={6} />}
      {mounts.isError && (
        <Problem
          problem={mounts.error}
          needs={{ capability: 'read', path: 'sys/mounts' }}
          onRetry={() => void mounts.refetch()}
        />
      )}
      {mounts.data?.complete === false && (
        <Banner tone="warn" title={t`You need permission to list secrets engines.`}>
          <Trans>
            You need <code>read</code> on <code>sys/mounts</code>. Only engines that the server lists for you and those
            that you added are shown.
          </Trans>
        </Banner>
      )}
      {mounts.data !== undefined && !mounts.data.mounts.some(isKv) && (
        <EmptyState icon={<Database size={20} />} title={t`No KV engine yet`}>
          {mounts.data.complete
            ? t`Enable a KV secrets engine to store secrets.`
            : t`Enter the path of an engine that you can use.`}
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
      <DisableEngineDialog
        profileId={profileId}
        mount={dialog?.kind === 'disable' ? dialog.mount : null}
        onOpenChange={close}
      />
    </Page>
  )
}
