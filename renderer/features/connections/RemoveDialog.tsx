import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Profile } from '../../../electron/contract/connections.ts'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { everythingOf } from '../../lib/queries/connection.ts'
import { connectionList } from '../../lib/queries/connections.ts'
import { unfinishedCeremony } from '../../lib/queries/server.ts'
import { Banner } from '../../ui/Banner.tsx'
import { CallProblem } from '../../components/CallProblem.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'

/** Asks before a connection is removed, and lists what is removed with it. Production asks for its name. */
export function RemoveDialog({ profile, onClose }: { profile: Profile; onClose: () => void }) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const { data: ceremony } = useQuery(unfinishedCeremony(profile.id))
  const losesKeys = ceremony !== undefined && ceremony !== null
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={onClose}
      title={t`Remove connection ${profile.name}?`}
      confirmLabel={t`Remove ${profile.name}`}
      typeToConfirm={losesKeys || profile.stage === 'production' ? profile.name : undefined}
      onConfirm={async () => {
        await valueOf(bridge.connections.remove({ profileId: profile.id }))
        queryClient.removeQueries(everythingOf(profile.id))
        await queryClient.invalidateQueries({ queryKey: connectionList.queryKey })
      }}
      renderProblem={(problem) => <CallProblem problem={problem} />}
    >
      {losesKeys && (
        <Banner tone="danger" title={<Trans>Its unseal keys are not saved yet.</Trans>}>
          <Trans>
            Strongroom also removes the key ceremony with its keys. Without the keys, no one can unseal the server
            again.
          </Trans>
        </Banner>
      )}
      <Trans>
        Strongroom also removes the stored token, unseal key shares, client key and drafts from this computer. Nothing
        changes on the server.
      </Trans>
    </ConfirmDialog>
  )
}
