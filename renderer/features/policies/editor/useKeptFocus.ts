/** When a press removes its own button, moves the focus to where the keyboard can continue. */
import { type RefObject, useCallback, useEffect, useRef } from 'react'

/** `drawn` changes when the result of the press is on the page. Call the returned function with each such press. */
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
