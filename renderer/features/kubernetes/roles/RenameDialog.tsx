/** Renames a role. The servers have no such operation, so the role is created under the new name and the old one is deleted. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Role } from '../../../../electron/contract/kubernetes.ts'
import { bridge } from '../../../lib/bridge.ts'
import { answerOf } from '../../../lib/call.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { useAct } from '../../../lib/useAct.ts'
import { FormDialog } from '../../../ui/FormDialog.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { sayDone } from '../../../ui/sayDone.ts'
import { TextField } from '../../../ui/TextField.tsx'
import { kubernetesRoles } from '../queries.ts'
import { nameProblems } from './roleRules.ts'
import { useRuleWords } from './useRuleWords.ts'

export interface RenameDialogProps {
  readonly profileId: string
  readonly mount: string
  readonly role: Role
  /** Names of the existing roles. */
  readonly taken: readonly string[]
  readonly onClose: () => void
}

export function RenameDialog({ profileId, mount, role, taken, onClose }: RenameDialogProps) {
  const { t } = useLingui()
  const go = useGo()
  const wordsOf = useRuleWords()
  const queryClient = useQueryClient()
  const [typed, setTyped] = useState(role.name)
  const name = typed.trim().toLowerCase()
  const [first] = nameProblems(typed.trim())
  const isTaken = name !== role.name && taken.includes(name)
  const isReady = name !== role.name && !isTaken && first?.isRefused !== true

  const { start, isPending, problem } = useAct(async () => {
    if (!isReady) return
    const { warnings } = await answerOf(
      bridge.kubernetes.renameRole({ profileId, mount, name: role.name, newName: name, base: role.settings }),
    )
    sayDone(t`${role.name} renamed to ${name}`, warnings)
    void queryClient.invalidateQueries({ queryKey: kubernetesRoles(profileId, mount).queryKey })
    onClose()
    go(routes.kubernetesRole(profileId, mount, name), { replace: true })
  })

  return (
    <FormDialog
      title={t`Rename ${role.name}`}
      submitLabel={t`Rename role`}
      onSubmit={() => void start()}
      onClose={onClose}
      isPending={isPending}
      isDisabled={!isReady}
    >
      <TextField
        label={t`New name`}
        mono
        autoFocus
        value={typed}
        onChange={setTyped}
        error={isTaken ? t`A role with this name already exists.` : first !== undefined && wordsOf(first.code)}
      />
      <p>{t`A server can't rename a role, so Strongroom does this:`}</p>
      <ol>
        <li>
          <Trans>
            Strongroom creates the role <code>{name}</code> with the same settings and reads it back.
          </Trans>
        </li>
        <li>
          <Trans>
            Strongroom deletes <code>{role.name}</code> if it hasn't changed since.
          </Trans>
        </li>
      </ol>
      <p>
        <Trans>
          From then on, pods that sign in with <code>{role.name}</code> are refused. Tokens that they already have stay
          valid.
        </Trans>
      </p>
      {problem !== null && (
        <Problem
          problem={problem}
          needs={{ capability: 'create, delete', path: `auth/${mount}role/${name}, auth/${mount}role/${role.name}` }}
        />
      )}
    </FormDialog>
  )
}
