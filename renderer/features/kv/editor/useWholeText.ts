/**
 * The views of the editor: the table, or the whole secret as one text; and the conversion between them without loss.
 */
import { useEffect, useMemo, useState } from 'react'
import type { WholeFormat } from './draft.ts'
import { reconcileRows } from './reconcile.ts'
import { entriesOf } from './rows.ts'
import type { TextProblem } from './textProblems.ts'
import type { Editing } from './useEditing.ts'
import type * as wholeText from './wholeText.ts'

export type EditorView = 'table' | WholeFormat

type WholeText = typeof wholeText

export interface Viewing {
  readonly view: EditorView
  /** Null while the table is shown. */
  readonly text: string | null
  readonly problems: readonly TextProblem[]
  /** Whether the values of the text are shown. */
  readonly isShown: boolean
  readonly show: () => void
  readonly select: (view: EditorView) => void
  readonly type: (text: string) => void
  readonly drop: () => void
}

const none: readonly TextProblem[] = []

export function useWholeText(editing: Editing): Viewing {
  const { whole, rows } = editing.draft
  const [module, setModule] = useState<WholeText | null>(null)
  const [isShown, setShown] = useState(whole === undefined)
  const isNeeded = whole !== undefined && module === null
  useEffect(() => {
    if (isNeeded) void import('./wholeText.ts').then(setModule)
  }, [isNeeded])
  const format = whole?.format
  const text = whole?.text ?? null
  const problems = useMemo(
    () =>
      module === null || format === undefined || text === null
        ? none
        : (module.readWhole(format, text).problems ?? none),
    [module, format, text],
  )

  return {
    view: format ?? 'table',
    text,
    problems,
    isShown,
    show: () => setShown(true),
    select: (view) => {
      if (view === 'table') editing.setWhole(undefined)
      else {
        void import('./wholeText.ts').then((loaded) => {
          setModule(loaded)
          setShown(true)
          editing.setWhole({ format: view, text: loaded.writeWhole(view, entriesOf(rows)) }, rows)
        })
      }
    },
    type: (typed) => {
      if (format === undefined || module === null) return
      const { entries } = { entries: undefined, ...module.readWhole(format, typed) }
      editing.setWhole({ format, text: typed }, entries === undefined ? undefined : reconcileRows(rows, entries))
    },
    drop: () => editing.setWhole(undefined),
  }
}
