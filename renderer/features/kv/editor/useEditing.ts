/** The edit on the page, as one draft: stored as it changes, with its derived state. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Entry, WriteBase } from '../../../../electron/contract/kv.ts'
import type { Draft, DraftKeeper } from './draft.ts'
import { newPathProblem, type PathProblem } from '../shared/names.ts'
import { reconcileRows } from './reconcile.ts'
import { isChanged, newRow, problemsOf, type Row, type RowProblem } from './rows.ts'

export interface Editing {
  readonly draft: Draft
  /** Whether there is a change that a save would write. */
  readonly changed: boolean
  readonly problems: ReadonlyMap<number, RowProblem>
  readonly badPath: PathProblem | null
  /** Rows that someone else changed, too, and that are not decided yet. */
  readonly conflicts: readonly Row[]
  readonly setPath: (path: string) => void
  /** The keys that a patch without reading removes, one a line. */
  readonly setRemoved: (removed: string) => void
  readonly changeRow: (row: Row) => void
  readonly dropRow: (id: number) => void
  /** Adds an empty row and returns its id. */
  readonly addRow: () => number
  /** Updates the rows to these entries; each row keeps its original. */
  readonly setEntries: (entries: readonly Entry[]) => void
  /** Edits the secret as one text, or (undefined) as a table again; with rows if the text could be read. */
  readonly setWhole: (whole: Draft['whole'], rows?: readonly Row[]) => void
  /** Puts the edit on another base; it continues as a table. */
  readonly rebase: (rows: readonly Row[], base: WriteBase) => void
}

export function useEditing(start: Draft, keeper: DraftKeeper, firstPath: string | null): Editing {
  const [draft, setDraft] = useState(start)
  const { path, rows } = draft
  const problems = useMemo(() => problemsOf(rows), [rows])
  const conflicts = useMemo(() => rows.filter(({ conflict }) => conflict !== undefined), [rows])
  const badPath = firstPath === null ? null : newPathProblem(path)
  // The content of a text that cannot be read yet is not known, so it is stored as well.
  const [isUnread, setUnread] = useState(start.whole !== undefined)
  const changed =
    isChanged(rows) || (firstPath !== null && path !== firstPath) || (draft.whole !== undefined && isUnread)

  // The content of the page is stored as it changes; an edit that was undone needs no draft.
  const isFirst = useRef(true)
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false
      return
    }
    if (changed) keeper.keep(draft)
    else void keeper.discard()
  }, [draft, changed, keeper])

  const setRows = useCallback(
    (change: (rows: readonly Row[]) => readonly Row[]) =>
      setDraft((before) => ({ ...before, rows: [...change(before.rows)] })),
    [],
  )
  const changeRow = useCallback(
    (row: Row) => setRows((before) => before.map((each) => (each.id === row.id ? row : each))),
    [setRows],
  )
  const dropRow = useCallback((id: number) => setRows((before) => before.filter((each) => each.id !== id)), [setRows])
  return {
    draft,
    changed,
    problems,
    badPath,
    conflicts,
    setPath: (typed) => setDraft((before) => ({ ...before, path: typed })),
    setRemoved: (removed) => setDraft((before) => ({ ...before, removed })),
    changeRow,
    dropRow,
    addRow: () => {
      const row = newRow(rows)
      setRows((before) => [...before, row])
      return row.id
    },
    setEntries: (entries) => setRows((before) => reconcileRows(before, entries)),
    setWhole: (whole, read) => {
      setUnread(whole !== undefined && read === undefined)
      setDraft(({ whole: _before, ...before }) => ({
        ...before,
        ...(whole !== undefined && { whole }),
        ...(read !== undefined && { rows: [...read] }),
      }))
    },
    rebase: (rebased, onTopOf) => setDraft(({ path: same }) => ({ path: same, rows: [...rebased], base: onTopOf })),
  }
}
