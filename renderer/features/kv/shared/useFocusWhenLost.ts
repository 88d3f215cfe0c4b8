/** Focuses a page when the focused element is gone, and otherwise leaves the focus where it is. */
import { type RefObject, useEffect } from 'react'

/** Focuses `target` when it appears, unless something else on the page still has the focus. */
export function useFocusWhenLost(target: RefObject<HTMLElement | null>, isThere: boolean): void {
  useEffect(() => {
    if (!isThere) return
    const holder = document.activeElement
    if (holder === null || holder === document.body || holder.id === 'content') target.current?.focus()
  }, [target, isThere])
}
