/** Disables a mount, after its path was typed. API: `DELETE /sys/auth/:path`. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { bridge } from '../../../lib/bridge.ts'
import { answerOf } from '../../../lib/call.ts'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { sayDone } from '../../../ui/sayDone.ts'
import { kubernetesMounts, kubernetesRoles, readOfMount } from '../queries.ts'
import { visibleText } from '../../../lib/exactPieces.ts'

export interface DisableMountDialogProps {
  readonly profileId: string
  readonly mount: string
  readonly onClose: () => void
  readonly onDisabled?: () => void
}

export function DisableMountDialog({ profileId, mount, onClose, onDisabled }: DisableMountDialogProps) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const roles = useQuery(kubernetesRoles(profileId, mount))
  const path = mount.replace(/\/$/, '')

  async function disable(): Promise<void> {
    const { warnings } = await answerOf(bridge.kubernetes.disable({ profileId, mount, confirm: mount }))
    for (const read of readOfMount(profileId, mount)) queryClient.removeQueries(read)
    onDisabled?.()
    await queryClient.invalidateQueries({ queryKey: kubernetesMounts(profileId).queryKey })
    sayDone(t`${visibleText(mount, 'path')} disabled`, warnings)
  }

  return (
    <ConfirmDialog
      isOpen
      onOpenChange={onClose}
      title={t`Disable ${mount}?`}
      confirmLabel={t`Disable ${mount}`}
      typeToConfirm={path}
      onConfirm={disable}
      renderProblem={(problem) => (
        <Problem problem={problem} needs={{ capability: 'delete, sudo', path: `sys/auth/${path}` }} />
      )}
    >
      <p>
        <Trans>
          All tokens that <code>{mount}</code> issued to pods are revoked at once, and pods can no longer sign in there.
          The configuration is deleted and can't be restored.
        </Trans>
      </p>
      {roles.data !== undefined && (
        <p>
          <Plural
            value={roles.data.names.length}
            _0="The mount has no roles."
            one="# role is deleted. You can export it first."
            other="# roles are deleted. You can export them first."
          />
        </p>
      )}
    </ConfirmDialog>
  )
}
