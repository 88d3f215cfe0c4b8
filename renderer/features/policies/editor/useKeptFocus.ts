/** A press that takes its own button away leaves the focus where the keyboard can go on from. */
import { type RefObject, useCallback, useEffect, useRef } from 'react'

/** `drawn` changes when what the press brought about is on the page. The answer is to be called with each such press. */
export function useKeptFocus(part: RefObject<HTMLElement | null>, drawn: unknown): () => void {
  const isWaiting = useRef(false)
  useEffect(() => {
    if (!isWaiting.current) return
    isWaiting.current = false
    if (document.activeElement !== document.body) return
    const next = part.current?.querySelector('button') ?? part.current
    next?.focus()
  }, [part, drawn])
  return useCallback(() => {
    isWaiting.current = true
  }, [])
}
