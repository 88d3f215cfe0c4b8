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
      title={t`Remove the connection ${profile.name}?`}
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
        <Banner tone="danger" title={<Trans>Its unseal keys are not in a safe place yet.</Trans>}>
          <Trans>The key ceremony goes with the connection. Without the keys nobody can unseal the server again.</Trans>
        </Banner>
      )}
      <Trans>
        What this computer keeps for it goes too: the token, unseal key shares, the client key, drafts. Nothing changes
        on the server.
      </Trans>
    </ConfirmDialog>
  )
}
