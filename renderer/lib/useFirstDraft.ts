/** The draft that an editor opens with. */
import { useEffect, useState } from 'react'
import type { z } from 'zod'
import { readDraft, useKeptDraft } from './drafts.ts'

export interface FirstDraft<Draft> {
  /** Undefined until it is known; null where none is kept, or one in a form that is not known any more. */
  readonly draft: Draft | null | undefined
  /** Why it cannot be known; null otherwise. An edit that began now would take the place of a draft that nobody saw. */
  readonly problem: unknown
  readonly askAgain: () => void
}

/** Reads the kept draft of a place, once: what is typed afterwards is the newer one. */
export function useFirstDraft<Draft>(profileId: string, place: string, schema: z.ZodType<Draft>): FirstDraft<Draft> {
  const { changedAt, problem: listProblem, askAgain } = useKeptDraft(profileId, place)
  const [draft, setDraft] = useState<Draft | null | undefined>(undefined)
  const [problem, setProblem] = useState<unknown>(null)
  if (draft === undefined && changedAt === null) setDraft(null)
  const waits = draft === undefined && problem === null && typeof changedAt === 'string'
  useEffect(() => {
    if (!waits) return undefined
    let isHere = true
    readDraft(profileId, place, schema).then(
      (found) => {
        if (isHere) setDraft(found)
      },
      (thrown: unknown) => {
        if (isHere) setProblem(thrown)
      },
    )
    return () => {
      isHere = false
    }
  }, [waits, profileId, place, schema])
  return {
    draft,
    problem: draft === undefined ? (problem ?? listProblem) : null,
    askAgain: () => {
      setProblem(null)
      askAgain()
    },
  }
}
