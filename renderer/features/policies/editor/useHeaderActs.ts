/** What the header's buttons and the keyboard do with the text: lay it out, review it, save it. */
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

/** The text as it is now, by a function that stays the same. */
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

/** Back from the review the keyboard is in the text again. */
export function useFocusAfterReview(editor: RefObject<CodeEditorHandle | null>, isReview: boolean): void {
  const wasReview = useRef(false)
  useLayoutEffect(() => {
    if (wasReview.current && !isReview) editor.current?.focus()
    wasReview.current = isReview
  }, [editor, isReview])
}
