/** The edit of a role: stored as a draft, compared with the server's state, and saved. */
import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Role, RoleSettings } from '../../../../electron/contract/kubernetes.ts'
import { bridge } from '../../../lib/bridge.ts'
import { answerOf, errorOf } from '../../../lib/call.ts'
import { type DraftKeeper, useDraftKeeper } from '../../../lib/drafts.ts'
import type { DraftAddress } from '../../../lib/draftSessions.ts'
import { useAct } from '../../../lib/useAct.ts'
import { sayDone } from '../../../ui/sayDone.ts'
import { kubernetesRole, kubernetesRoles } from '../queries.ts'
import { isSame, nameOfNew, rebased, type RoleDraft } from './roleDraft.ts'

export interface RoleEditingOptions {
  readonly profileId: string
  readonly mount: string
  /** The role on the server; null for a new role, or one that was removed. */
  readonly stored: Role | null
  /** The role that the editor opens with. */
  readonly start: RoleDraft
  /** The same without the draft. */
  readonly fresh: RoleDraft
  readonly address: DraftAddress
  readonly onSaved: (role: Role) => void
}

export interface RoleEditing {
  readonly keeper: DraftKeeper<RoleDraft>
  readonly draft: RoleDraft
  readonly isTouched: boolean
  readonly isSaving: boolean
  readonly problem: unknown
  /** The settings that someone else has saved since the edit began; null otherwise. */
  readonly theirs: RoleSettings | null
  readonly change: (next: Partial<RoleDraft>) => void
  readonly discard: () => void
  readonly save: () => Promise<boolean>
  /** Applies my changes over theirs. */
  readonly merge: () => void
}

export function useRoleEditing(options: RoleEditingOptions): RoleEditing {
  const { profileId, mount, stored, start, fresh, address, onSaved } = options
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const keeper = useDraftKeeper<RoleDraft>(address, JSON.stringify, fresh.base === null ? nameOfNew : undefined)
  const [draft, setDraft] = useState(start)
  const isTouched = !isSame(draft, fresh) && !(draft.base !== null && isSame(draft.base, draft.settings))
  const theirs = stored !== null && draft.base !== null && !isSame(stored.settings, draft.base) ? stored.settings : null
  // If nothing was typed, the server's newer state is shown.
  if (theirs !== null && !isTouched) setDraft(fresh)

  const change = (next: Partial<RoleDraft>) => {
    const changed = { ...draft, ...next }
    setDraft(changed)
    keeper.keep(changed)
  }

  const {
    start: startSave,
    isPending,
    problem,
    forgetProblem,
  } = useAct(async () => {
    const name = draft.name.toLowerCase()
    try {
      const { value, warnings } = await answerOf(
        bridge.kubernetes.writeRole({ profileId, mount, name, base: draft.base, settings: draft.settings }),
      )
      await keeper.discard()
      queryClient.setQueryData(kubernetesRole(profileId, mount, value.name).queryKey, value)
      void queryClient.invalidateQueries({ queryKey: kubernetesRoles(profileId, mount).queryKey })
      setDraft({ name: value.name, base: value.settings, settings: value.settings })
      sayDone(t`Role ${value.name} saved`, warnings)
      onSaved(value)
      return true
    } catch (thrown) {
      if (errorOf(thrown).code === 'cas-mismatch')
        void queryClient.invalidateQueries({ queryKey: kubernetesRole(profileId, mount, name).queryKey })
      throw thrown
    }
  })

  return {
    keeper,
    draft,
    isTouched,
    isSaving: isPending,
    problem,
    theirs: isTouched ? theirs : null,
    change,
    discard: () => {
      setDraft(fresh)
      forgetProblem()
      void keeper.discard()
    },
    save: async () => (await startSave()) === true,
    merge: () => {
      if (theirs === null) return
      forgetProblem()
      const merged = rebased(draft, theirs)
      setDraft(merged)
      keeper.keep(merged)
    },
  }
}
