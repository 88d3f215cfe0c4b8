import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Profile } from '../../../electron/contract/connections.ts'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { connectionList } from '../../lib/queries/connections.ts'
import { CallProblem } from '../../ui/CallProblem.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'

/** Asks before a connection goes, and says what goes with it. Production asks for its name. */
export function RemoveDialog({ profile, onClose }: { profile: Profile; onClose: () => void }) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const remove = useMutation({
    mutationFn: () => valueOf(bridge.connections.remove({ profileId: profile.id })),
    onSuccess: () => {
      queryClient.removeQueries({ queryKey: [profile.id] })
      return queryClient.invalidateQueries({ queryKey: connectionList.queryKey })
    },
  })
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={onClose}
      title={t`Remove the connection ${profile.name}?`}
      confirmLabel={t`Remove ${profile.name}`}
      typeToConfirm={profile.stage === 'production' ? profile.name : undefined}
      onConfirm={() =>
        remove.mutateAsync().then(
          () => true,
          () => false,
        )
      }
      error={remove.isError ? <CallProblem problem={remove.error} /> : undefined}
    >
      <Trans>
        What this computer keeps for it goes too: the token, unseal key shares, the client key, drafts. Nothing changes
        on the server.
      </Trans>
    </ConfirmDialog>
  )
}
