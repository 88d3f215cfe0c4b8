import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { readFailedAgain, serverStatus } from '../../../lib/queries/server.ts'
import { useAct } from '../../../lib/useAct.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { ExactText } from '../../../ui/ExactText.tsx'

/**
 * Shown above every page of a connection if a different cluster answers than the one that the person was signed in to. The
 * core sends it no credential before the person accepts it here.
 */
export function OtherClusterBanner({ profileId }: { profileId: string }) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const { data: status } = useQuery(serverStatus(profileId))
  const accept = useAct(async (clusterId: string) => {
    try {
      await valueOf(bridge.server.acceptCluster({ profileId, clusterId }))
      readFailedAgain(queryClient, profileId)
    } finally {
      // It fails if a third cluster answers by now: the new status names that one.
      await queryClient.invalidateQueries({ queryKey: serverStatus(profileId).queryKey })
    }
  })
  if (status?.otherCluster === undefined) return null
  const before = <Cluster name={status.otherCluster.name} id={status.otherCluster.id} />
  const now = <Cluster name={status.clusterName ?? ''} id={status.clusterId ?? ''} />
  return (
    <Banner
      place="page"
      tone="danger"
      title={t`Another cluster answers at this address.`}
      action={
        <Button size="small" isPending={accept.isPending} onPress={() => void accept.start(status.clusterId ?? '')}>
          {t`Use this cluster`}
        </Button>
      }
    >
      <Trans>
        You were signed in to {before}. The cluster is now {now}. Until you choose to use it, Strongroom sends it no
        token, password or key share, and reads and saves nothing there. Your drafts are kept.
      </Trans>
    </Banner>
  )
}

/** A cluster's name and ID, as the server reports them. */
function Cluster({ name, id }: { name: string; id: string }) {
  return (
    <code translate="no">
      {name !== '' && (
        <>
          <ExactText text={name} />{' '}
        </>
      )}
      <ExactText text={id} />
    </code>
  )
}
