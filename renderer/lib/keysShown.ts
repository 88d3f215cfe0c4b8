/** Whether a key is readable in this window, so that the desktop shell can hide the window from screen capture. */
import { useLayoutEffect } from 'react'

const shown = new Set<symbol>()

let tell: (isShown: boolean) => void = () => undefined
const report = () => tell(shown.size > 0)

/** Calls `listener` whenever a key appears or the last one disappears. There is one listener: the app's own. */
export function followKeysShown(listener: (isShown: boolean) => void): void {
  tell = listener
}

/** Reports that a key, a root token or a typed password is readable on the page, while `isShown`. */
export function useKeysShown(isShown: boolean): void {
  // Before the page is painted. The core already knows of every key that it sent to the page.
  useLayoutEffect(() => {
    if (!isShown) return undefined
    const key = Symbol('keys shown')
    shown.add(key)
    report()
    return () => {
      shown.delete(key)
      report()
    }
  }, [isShown])
}
