/** The worker's warnings as marks in the text. */
import { useMemo } from 'react'
import type { CodeProblem } from '../../../ui/CodeEditor.tsx'
import type { Analysis } from '../worker/protocol.ts'
import { useRemarkMessages } from './useRemarkMessages.ts'

/** `analysis`: null for no marks. */
export function useMarks(analysis: Analysis | null): readonly CodeProblem[] {
  const words = useRemarkMessages()
  return useMemo(
    () =>
      analysis === null || analysis.isBase64
        ? []
        : analysis.remarks.map((remark) => ({
            from: remark.from,
            to: remark.to,
            message: words(remark),
            severity: remark.severity,
          })),
    // oxlint-disable-next-line react/exhaustive-deps -- the words change only with the language
    [analysis],
  )
}
