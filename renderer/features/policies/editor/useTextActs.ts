/** Changes to the text besides typing: by the rules next to it, by a fix, by formatting. */
import { type RefObject, useCallback, useMemo, useState } from 'react'
import type { CodeEdit, CodeEditorHandle } from '../../../ui/CodeEditor.tsx'
import type { RuleChange } from '../worker/protocol.ts'
import type { Ask } from './usePolicyReading.ts'

/** Stays the same object while the person types, so that its consumers do not render again. */
export interface TextActs {
  readonly ask: Ask
  readonly edit: (edits: readonly CodeEdit[]) => void
  /** Applies the change of a control next to the text. */
  readonly change: (change: RuleChange) => void
  readonly replace: (text: string) => void
  /** Converts a JSON policy to HCL. */
  readonly writeHcl: () => void
  readonly goTo: (offset: number) => void
}

export interface TextActing {
  readonly acts: TextActs
  /** Whether the last change by the rules next to the text could not be made. */
  readonly isStuck: boolean
  readonly unstick: () => void
}

export function useTextActs(editor: RefObject<CodeEditorHandle | null>, ask: Ask, textNow: () => string): TextActing {
  const [isStuck, setStuck] = useState(false)
  const unstick = useCallback(() => setStuck(false), [])
  const acts = useMemo<TextActs>(() => {
    const edit = (edits: readonly CodeEdit[]) => editor.current?.edit(edits)
    const replace = (whole: string) => editor.current?.replace(whole)
    return {
      ask,
      edit,
      replace,
      change: (change) =>
        void ask('change', textNow(), { change }).then((edits) => {
          setStuck(edits === null)
          if (edits !== null) edit(edits)
        }),
      writeHcl: () =>
        void ask('hcl', textNow(), {}).then((hcl) => {
          setStuck(hcl === null)
          if (hcl !== null) replace(hcl.text)
        }),
      goTo: (offset) => editor.current?.goTo(offset),
    }
  }, [ask, editor, textNow])
  return { acts, isStuck, unstick }
}
