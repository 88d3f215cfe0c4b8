/** Gives a page the keyboard when the place that had it is gone, and leaves it where it is otherwise. */
import { type RefObject, useEffect } from 'react'

/** Focuses `target` when it appears, unless something else on the page still has the focus. */
export function useFocusWhenLost(target: RefObject<HTMLElement | null>, isThere: boolean): void {
  useEffect(() => {
    if (!isThere) return
    const holder = document.activeElement
    if (holder === null || holder === document.body || holder.id === 'content') target.current?.focus()
  }, [target, isThere])
}
