/** Takes the address and the CA of an API server from a kubeconfig, for the settings of a mount. */
import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { Button } from '../../../ui/Button.tsx'
import { ClusterDialog } from './ClusterDialog.tsx'
import { useChosenCluster } from './useChosenCluster.ts'

export function CaFromKubeconfig({
  profileId,
  onTake,
}: {
  profileId: string
  onTake: (cluster: { readonly server: string; readonly caPem: string | null }) => void
}) {
  const { t } = useLingui()
  const [isOpen, setOpen] = useState(false)
  const [chosen, choose] = useChosenCluster(profileId)
  return (
    <>
      <Button size="small" onPress={() => setOpen(true)}>{t`From a kubeconfig…`}</Button>
      {isOpen && (
        <ClusterDialog
          title={t`API server from a kubeconfig`}
          chosen={chosen}
          onClose={() => setOpen(false)}
          onDone={async (access) => {
            const { source, context } = access
            onTake(await valueOf(bridge.kubeconfig.cluster({ source, context })))
            choose(access)
          }}
        />
      )}
    </>
  )
}
