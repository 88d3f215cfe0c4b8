/** The save of an edit: its differences are shown, a newer version is merged first, and it is written. */
import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SecretAddress } from '../../../../electron/contract/ids.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import type { DraftKeeper } from './draft.ts'
import { lastName } from '../shared/names.ts'
import { kvKey, refreshFolders } from '../queries.ts'
import { addedRows, type Merged, mergeStored } from './rebase.ts'
import { keysOfLines } from './blindly.ts'
import { entriesOf } from './rows.ts'
import { sayDone } from '../../../ui/sayDone.ts'
import { saveSecret } from './saveSecret.ts'
import type { StoredSecret } from './storedSecret.ts'
import type { Editing } from './useEditing.ts'
import { useAct } from '../../../lib/useAct.ts'
import { visibleText } from '../../../lib/exactPieces.ts'

/** A new secret's path is in use. */
export interface Taken {
  readonly path: string
  /** Null if the existing secret may not be read. */
  readonly theirs: StoredSecret | null
}

export interface Saving {
  readonly stage: 'edit' | 'review'
  readonly isSaving: boolean
  readonly problem: unknown
  readonly merged: Merged | null
  /** Of the last save of a new secret. Nothing was written. */
  readonly taken: Taken | null
  /** Adds the new secret's keys to the existing secret, over its values if both have a key; shows the differences. */
  readonly addTo: (theirs: StoredSecret) => void
  /** From the edit: shows the differences, or writes a new secret at once. From the review: writes. */
  readonly reviewOrWrite: () => Promise<void>
  readonly backToEdit: () => void
  /** Merges a newer version into the edit before a save. */
  readonly mergeNewer: (theirs: StoredSecret) => void
}

export function useSave(at: SecretAddress, editing: Editing, keeper: DraftKeeper): Saving {
  const { t } = useLingui()
  const go = useGo()
  const queryClient = useQueryClient()
  const [stage, setStage] = useState<'edit' | 'review'>('edit')
  const [merged, setMerged] = useState<Merged | null>(null)
  const [taken, setTaken] = useState<Taken | null>(null)
  const { draft } = editing

  const { start, isPending, problem, forgetProblem } = useAct(async () => {
    setTaken(null)
    try {
      const outcome = await saveSecret({
        at,
        entries: entriesOf(draft.rows),
        base: draft.base,
        rows: draft.rows,
        remove: draft.removed === undefined ? undefined : keysOfLines(draft.removed),
      })
      switch (outcome.kind) {
        case 'saved':
          await finish(outcome.version, outcome.warnings)
          break
        case 'already-there':
          await finish(outcome.version, [])
          break
        case 'taken':
          setStage('edit')
          setTaken({ path: at.path, theirs: outcome.theirs })
          break
        case 'conflict':
          if (!takeIn(outcome.theirs)) await finish(outcome.theirs.secret?.version, [])
      }
    } catch (thrown) {
      setStage('edit')
      throw thrown
    }
  })

  /** Merges the newer version into the edit. False when nothing of mine is left to save. */
  function takeIn(theirs: StoredSecret): boolean {
    const rebased = mergeStored(draft.rows, theirs)
    if (rebased === null) return false
    editing.rebase(rebased.rows, theirs.base)
    setMerged(rebased.merged)
    if (rebased.merged.state === 'current') setStage(rebased.merged.conflicts.length === 0 ? 'review' : 'edit')
    return true
  }

  /** The edit is on the server: its draft is deleted, and the page of the secret opens. */
  async function finish(version: number | undefined, warnings: readonly string[]): Promise<void> {
    await keeper.discard()
    void refreshFolders(queryClient, at.profileId, at)
    void queryClient.invalidateQueries({ queryKey: kvKey(at.profileId, 'secret', at.mount) })
    const name = visibleText(lastName(at.path))
    sayDone(version === undefined ? t`${name} saved` : t`${name} saved as version ${version}`, warnings)
    go(routes.kv(at.profileId, { mount: at.mount, path: at.path }), { replace: true })
  }

  return {
    stage,
    isSaving: isPending,
    problem,
    merged,
    taken: taken?.path === at.path && draft.base.kind === 'new' ? taken : null,
    addTo: (theirs) => {
      setTaken(null)
      editing.rebase(addedRows(draft.rows, theirs), theirs.base)
      setStage('review')
    },
    reviewOrWrite: async () => {
      if (isPending) return
      // A new secret has no difference to show: everything that would be written is on the page.
      if (stage === 'edit' && draft.base.kind !== 'new') {
        forgetProblem()
        setStage('review')
      } else await start()
    },
    backToEdit: () => setStage('edit'),
    mergeNewer: (theirs) => {
      // If nothing of mine is left, there is nothing to save: their version has it all.
      if (!takeIn(theirs)) void finish(theirs.secret?.version, [])
      else setStage('edit')
    },
  }
}
