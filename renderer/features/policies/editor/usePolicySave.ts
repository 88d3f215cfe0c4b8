/** The save of a policy: its difference is shown, then it is written. */
import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { bridge } from '../../../lib/bridge.ts'
import { answerOf, errorOf } from '../../../lib/call.ts'
import type { DraftKeeper } from '../../../lib/drafts.ts'
import { storedPolicy } from '../../../lib/queries/policies.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { showToast } from '../../../ui/toasts.ts'
import { type PolicyDraft, storedName } from './policyDraft.ts'
import { refreshPolicies } from '../queries.ts'
import type { PolicyEditing } from './usePolicyEditing.ts'
import { useAct } from '../../../lib/useAct.ts'
import { visibleText } from '../../../lib/exactPieces.ts'

export interface PolicySaving {
  readonly stage: 'edit' | 'review'
  readonly isSaving: boolean
  readonly problem: unknown
  readonly review: () => void
  readonly backToEdit: () => void
  readonly save: () => Promise<unknown>
}

export function usePolicySave(
  profileId: string,
  name: string | null,
  editing: PolicyEditing,
  keeper: DraftKeeper<PolicyDraft>,
): PolicySaving {
  const { t } = useLingui()
  const go = useGo()
  const client = useQueryClient()
  const [stage, setStage] = useState<'edit' | 'review'>('edit')
  const { draft } = editing
  const backToEdit = useCallback(() => setStage('edit'), [])

  const { start, isPending, problem, forgetProblem } = useAct(async () => {
    const target = name ?? storedName(draft.name)
    try {
      const { value, warnings } = await answerOf(
        bridge.policies.write({ profileId, name: target, text: draft.text, base: draft.base }),
      )
      client.setQueryData(storedPolicy(profileId, target).queryKey, value)
      // As the server stores it: it may have decoded a text in base64.
      editing.setBase(value.text)
      await keeper.discard()
      void refreshPolicies(client, profileId)
      const body = warnings.join(' ')
      showToast({ title: t`${visibleText(target)} saved`, tone: 'ok', ...(body !== '' && { body, seconds: 10 }) })
      if (name !== null) setStage('edit')
      // The text cannot be edited until the policy's own page is open, which would not have what is typed here.
      else go(routes.policy(profileId, target), { replace: true })
    } catch (thrown) {
      setStage('edit')
      // A newer text from someone else is shown next to what was typed here.
      if (errorOf(thrown).code === 'cas-mismatch') {
        void client.invalidateQueries({ queryKey: storedPolicy(profileId, target).queryKey })
      }
      throw thrown
    }
  })

  return {
    stage,
    isSaving: isPending,
    problem,
    review: () => {
      forgetProblem()
      setStage('review')
    },
    backToEdit,
    save: start,
  }
}
