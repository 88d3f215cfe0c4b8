/** The claims of a reviewer's JWT while it is typed. */
import { useEffect, useState } from 'react'
import type { ReviewerLook } from '../../../../electron/contract/kubernetes.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'

/** Returns null for an empty text, and until the core has read it. SECURITY: the JWT gets into no cache of answers. */
export function useReviewerLook(jwt: string): ReviewerLook | null {
  const [look, setLook] = useState<ReviewerLook | null>(null)
  const isEmpty = jwt.trim() === ''
  useEffect(() => {
    if (isEmpty) return undefined
    const leave = new AbortController()
    const show = (next: ReviewerLook | null) => {
      if (!leave.signal.aborted) setLook(next)
    }
    void valueOf(bridge.kubernetes.lookAtReviewer({ jwt }, leave.signal)).then(show, () => show(null))
    return () => leave.abort()
  }, [jwt, isEmpty])
  return isEmpty ? null : look
}
