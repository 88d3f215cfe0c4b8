/** The actions of the header's buttons and of the keyboard on the text: format, review, save. */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { CodeEditorHandle } from '../../../ui/CodeEditor.tsx'
import { sayReason } from '../../../ui/sayReason.ts'
import { useEditKeys } from '../../../ui/useEditKeys.ts'
import type { TextActs } from './useTextActs.ts'
import type { PolicySaving } from './usePolicySave.ts'

/** Functions of the latest text that stay the same while the person types. */
export interface HeaderActs {
  readonly onReview: () => void
  readonly onSave: () => void
  readonly onFormat: () => void
}

/** Returns a function that returns the current text and stays the same. */
export function useTextNow(text: string): () => string {
  const latest = useRef(text)
  useEffect(() => {
    latest.current = text
  })
  return useCallback(() => latest.current, [])
}

/** `reason`: why the changes cannot be reviewed yet. */
export function useHeaderActs(
  saving: PolicySaving,
  text: string,
  reason: string | undefined,
  { ask, replace }: TextActs,
): HeaderActs {
  const isReview = saving.stage === 'review'
  function review(): void {
    if (reason === undefined) saving.review()
    else sayReason(reason)
  }
  async function format(): Promise<void> {
    const formatted = await ask('format', text, {})
    if (formatted !== null && formatted.text !== text) replace(formatted.text)
  }
  const latest = useRef({ review, format, save: saving.save })
  useEffect(() => {
    latest.current = { review, format, save: saving.save }
  })
  useEditKeys({
    onSave: () => (isReview ? void saving.save() : review()),
    onEscape: () => {
      if (isReview) saving.backToEdit()
    },
    onFormat: () => void format(),
  })
  const [acts] = useState<HeaderActs>(() => ({
    onReview: () => latest.current.review(),
    onSave: () => void latest.current.save(),
    onFormat: () => void latest.current.format(),
  }))
  return acts
}

/** After the review the focus returns to the text. */
export function useFocusAfterReview(editor: RefObject<CodeEditorHandle | null>, isReview: boolean): void {
  const wasReview = useRef(false)
  useLayoutEffect(() => {
    if (wasReview.current && !isReview) editor.current?.focus()
    wasReview.current = isReview
  }, [editor, isReview])
}
