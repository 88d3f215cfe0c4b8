/**
 * The question that waits for the person outside this page. It arrives as an event of the core and is stored nowhere
 * else.
 */
import { useSyncExternalStore } from 'react'
import type { OpenQuestion } from '../../electron/contract/consent.ts'

let current: OpenQuestion | null = null
const listeners = new Set<() => void>()

export function noteQuestion(question: OpenQuestion | null): void {
  current = question
  for (const listener of listeners) listener()
}

/** Returns the open question, or null. */
export const useOpenQuestion = (): OpenQuestion | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => current,
  )
