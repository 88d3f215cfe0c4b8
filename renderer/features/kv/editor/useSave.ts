/** The way of an edit to the server: its differences are shown, it is written, and a newer version is merged first. */
import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SecretAddress } from '../../../../electron/contract/ids.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import type { DraftKeeper } from './draft.ts'
import { lastName } from '../shared/names.ts'
import { kvKey, refreshFolders } from '../queries.ts'
import { addedRows, rebaseOnNothing, rebaseRows } from './rebase.ts'
import { keysOfLines } from './blindly.ts'
import { entriesOf, isChanged } from './rows.ts'
import { sayDone } from '../../../ui/sayDone.ts'
import { saveSecret, type Theirs } from './saving.ts'
import type { Editing } from './useEditing.ts'
import { visibleText } from '../../../lib/exactPieces.ts'

/** A new secret's path is taken. */
export interface Taken {
  readonly path: string
  /** Null where what is there may not be read. */
  readonly theirs: Theirs | null
}

/** What a newer version brought into the edit. */
export interface Merged {
  /** Undefined with KV 1, or when the secret is gone. */
  readonly version: number | undefined
  /** `gone`: it is not there any more; `deleted`: its newest version holds no values. */
  readonly state: 'current' | 'deleted' | 'gone'
  readonly taken: readonly string[]
  readonly conflicts: readonly string[]
}

export interface Saving {
  readonly stage: 'edit' | 'review'
  readonly isSaving: boolean
  readonly problem: unknown
  readonly merged: Merged | null
  /** Of the last save of a new secret. Nothing was written. */
  readonly taken: Taken | null
  /** Adds the new secret's keys to the secret that is there, over its values where both have a key; shows the differences. */
  readonly addTo: (theirs: Theirs) => void
  /** From the edit: shows the differences, or writes what is wholly new. From the review: writes. */
  readonly goOn: () => Promise<void>
  readonly backToEdit: () => void
  /** Takes a newer version into the edit before a save. */
  readonly merge: (theirs: Theirs) => void
}

export function useSave(at: SecretAddress, editing: Editing, keeper: DraftKeeper): Saving {
  const { t } = useLingui()
  const go = useGo()
  const queryClient = useQueryClient()
  const [stage, setStage] = useState<'edit' | 'review'>('edit')
  const [isSaving, setSaving] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const [merged, setMerged] = useState<Merged | null>(null)
  const [taken, setTaken] = useState<Taken | null>(null)
  const { draft } = editing

  async function write(): Promise<void> {
    setSaving(true)
    setProblem(null)
    setTaken(null)
    try {
      const outcome = await saveSecret({
        at,
        entries: entriesOf(draft.rows),
        base: draft.base,
        rows: draft.rows,
        remove: draft.removed === undefined ? undefined : keysOfLines(draft.removed),
      })
      if (outcome.kind === 'taken') {
        setStage('edit')
        setTaken({ path: at.path, theirs: outcome.theirs })
      } else if (outcome.kind === 'conflict') {
        if (!merge(outcome.theirs)) await done(outcome.theirs.secret?.version, [])
      } else {
        await done(outcome.version, outcome.kind === 'saved' ? outcome.warnings : [])
      }
    } catch (thrown) {
      setStage('edit')
      setProblem(thrown)
    } finally {
      setSaving(false)
    }
  }

  /** Takes the newer version in. False when nothing of mine is left to save. */
  function merge(theirs: Theirs): boolean {
    const version = theirs.secret?.version
    if (theirs.secret === null || theirs.secret.state !== 'current') {
      editing.rebase(rebaseOnNothing(draft.rows), theirs.base)
      setMerged({ version, state: theirs.secret === null ? 'gone' : 'deleted', taken: [], conflicts: [] })
      return true
    }
    const { rows, taken, conflicts } = rebaseRows(draft.rows, theirs.entries)
    if (!isChanged(rows)) return false
    editing.rebase(rows, theirs.base)
    setMerged({ version, state: 'current', taken, conflicts })
    setStage(conflicts.length === 0 ? 'review' : 'edit')
    return true
  }

  async function done(version: number | undefined, warnings: readonly string[]): Promise<void> {
    await keeper.discard()
    void refreshFolders(queryClient, at.profileId, at)
    void queryClient.invalidateQueries({ queryKey: kvKey(at.profileId, 'secret', at.mount) })
    const name = visibleText(lastName(at.path))
    sayDone(version === undefined ? t`${name} is saved` : t`${name} is saved as version ${version}`, warnings)
    go(routes.kv(at.profileId, { mount: at.mount, path: at.path }), { replace: true })
  }

  return {
    stage,
    isSaving,
    problem,
    merged,
    taken: taken?.path === at.path && draft.base.kind === 'new' ? taken : null,
    addTo: (theirs) => {
      setTaken(null)
      editing.rebase(addedRows(draft.rows, theirs), theirs.base)
      setStage('review')
    },
    goOn: async () => {
      if (isSaving) return
      // Where nothing is yet, there is no difference to show: all that would be written is on the page.
      if (stage === 'edit' && draft.base.kind !== 'new') {
        setProblem(null)
        setStage('review')
      } else await write()
    },
    backToEdit: () => setStage('edit'),
    merge: (theirs) => {
      // Where nothing of mine is left, there is nothing to save: their version has it all.
      if (!merge(theirs)) void done(theirs.secret?.version, [])
      else setStage('edit')
    },
  }
}
