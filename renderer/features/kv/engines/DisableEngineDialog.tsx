/** Disables an engine, after its path was typed. API: `DELETE /sys/mounts/:path`. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import type { Mount } from '../../../../electron/contract/mounts.ts'
import { bridge } from '../../../lib/bridge.ts'
import { answerOf } from '../../../lib/call.ts'
import { mountList } from '../../../lib/queries/mounts.ts'
import { readOfEngines } from '../queries.ts'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { isKv } from './engines.ts'
import { Problem } from '../../../components/Problem.tsx'
import { sayDone } from '../../../ui/sayDone.ts'
import { visibleText } from '../../../lib/exactPieces.ts'

export function DisableEngineDialog({
  profileId,
  mount,
  onOpenChange,
}: {
  profileId: string
  mount: Mount | null
  onOpenChange: (isOpen: boolean) => void
}) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  if (mount === null) return null

  async function disable(path: string): Promise<void> {
    const { warnings } = await answerOf(bridge.mounts.disable({ profileId, mount: path, confirm: path }))
    queryClient.removeQueries(readOfEngines(profileId))
    await queryClient.invalidateQueries({ queryKey: mountList(profileId).queryKey })
    sayDone(t`${visibleText(path, 'path')} disabled`, warnings)
  }

  return (
    <ConfirmDialog
      isOpen
      onOpenChange={onOpenChange}
      title={t`Disable ${mount.path}?`}
      confirmLabel={t`Disable ${mount.path}`}
      typeToConfirm={mount.path.replace(/\/$/, '')}
      onConfirm={() => disable(mount.path)}
      renderProblem={(problem) => (
        <Problem
          problem={problem}
          needs={{ capability: 'delete', path: `sys/mounts/${mount.path.replace(/\/$/, '')}` }}
        />
      )}
    >
      {isKv(mount) ? (
        <Trans>
          The server destroys every secret below <code>{mount.path}</code>, with all versions, for everyone. You can't
          undo this.
        </Trans>
      ) : (
        <Trans>
          The server destroys everything that the engine at <code>{mount.path}</code> stores, and revokes its leases.
          You can't undo this.
        </Trans>
      )}
    </ConfirmDialog>
  )
}
