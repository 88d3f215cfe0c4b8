import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import type { Profile } from '../../../electron/contract/connections.ts'
import type { HeldItem } from '../../../electron/contract/custody.ts'
import { bridge } from '../../lib/bridge.ts'
import { errorOf, valueOf } from '../../lib/call.ts'
import { wordsFor } from '../../lib/errors.ts'
import { kubernetesConfig } from '../../lib/queries/kubernetes.ts'
import { keptCredentials } from '../../lib/queries/server.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'

export interface RemoveDialogProps {
  readonly profile: Profile
  readonly item: HeldItem
  readonly name: string
  readonly onClose: () => void
}

/** Asks before one token or share is removed from this computer. */
export function RemoveDialog({ profile, item, name, onClose }: RemoveDialogProps) {
  const { t, i18n } = useLingui()
  const queryClient = useQueryClient()
  const connection = profile.name
  const remove = async () => {
    await valueOf(bridge.custody.remove({ profileId: profile.id, item }))
    await queryClient.invalidateQueries({ queryKey: keptCredentials(profile.id).queryKey })
    if (typeof item === 'object')
      await queryClient.invalidateQueries({ queryKey: kubernetesConfig(profile.id, item.reviewer).queryKey })
  }
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={onClose}
      title={t`Remove ${name} (${connection})?`}
      confirmLabel={t`Remove credential`}
      onConfirm={remove}
      renderProblem={(problem) => i18n._(wordsFor(errorOf(problem)).title)}
    >
      {typeof item === 'object' ? (
        <Trans>
          The server's configuration stays unchanged. Strongroom asks for the JWT again the next time you change it.
        </Trans>
      ) : item === 'token' ? (
        <Trans>
          The token stays valid on the server, and you stay signed in. Strongroom asks you to sign in the next time it
          starts.
        </Trans>
      ) : (
        <Trans>Strongroom permanently removes it from this computer. Make sure that you have it elsewhere.</Trans>
      )}
    </ConfirmDialog>
  )
}
