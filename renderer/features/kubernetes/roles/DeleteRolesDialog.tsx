/** Deletes roles. API: `DELETE /auth/:mount/role/:name`. */
import { plural } from '@lingui/core/macro'
import { Plural, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { RoleOutcome } from '../../../../electron/contract/kubernetes.ts'
import { bridge } from '../../../lib/bridge.ts'
import { answerOf } from '../../../lib/call.ts'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { sayDone } from '../../../ui/sayDone.ts'
import { kubernetesRole, kubernetesRoles } from '../queries.ts'
import { Outcomes } from './Outcomes.tsx'
import type { RoleDialogProps } from './roleDialog.ts'

/** From this number of roles on, the person types the number first. */
const many = 10

export function DeleteRolesDialog({
  profileId,
  mount,
  names,
  onClose,
  onDone,
}: RoleDialogProps & { names: readonly string[] }) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [failed, setFailed] = useState<readonly RoleOutcome[]>([])
  const count = names.length
  const [only = ''] = names

  async function remove(): Promise<boolean> {
    const { value, warnings } = await answerOf(bridge.kubernetes.removeRoles({ profileId, mount, names: [...names] }))
    for (const name of names) queryClient.removeQueries({ queryKey: kubernetesRole(profileId, mount, name).queryKey })
    await queryClient.invalidateQueries({ queryKey: kubernetesRoles(profileId, mount).queryKey })
    const left = value.outcomes.filter(({ error }) => error !== null)
    if (left.length > 0) {
      setFailed(left)
      return false
    }
    sayDone(
      count === 1 ? t`Role ${only} deleted` : t`${plural(count, { one: '# role deleted', other: '# roles deleted' })}`,
      warnings,
    )
    onDone()
    return true
  }

  return (
    <ConfirmDialog
      isOpen
      onOpenChange={onClose}
      title={
        count === 1 ? t`Delete ${only}?` : t`${plural(count, { one: 'Delete # role?', other: 'Delete # roles?' })}`
      }
      confirmLabel={
        count === 1 ? t`Delete ${only}` : t`${plural(count, { one: 'Delete # role', other: 'Delete # roles' })}`
      }
      typeToConfirm={count >= many ? String(count) : undefined}
      onConfirm={remove}
      renderProblem={(problem) => (
        <Problem problem={problem} needs={{ capability: 'delete', path: `auth/${mount}role/…` }} />
      )}
    >
      <p>
        <Plural
          value={count}
          one="Pods that sign in with this role are refused from then on. Tokens that they already have stay valid until they expire."
          other="Pods that sign in with these roles are refused from then on. Tokens that they already have stay valid until they expire."
        />
      </p>
      {count > 1 && (
        <p>
          <code>{names.slice(0, 12).join(', ')}</code>{' '}
          {count > 12 && <Plural value={count - 12} one="and # more" other="and # more" />}
        </p>
      )}
      <Outcomes outcomes={failed} />
    </ConfirmDialog>
  )
}
