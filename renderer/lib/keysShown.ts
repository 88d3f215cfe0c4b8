/** Whether a key is readable in this window, so that the desktop shell can hide the window from screen capture. */
import { useLayoutEffect } from 'react'

const shown = new Set<symbol>()

let tell: (isShown: boolean) => void = () => undefined
const report = () => tell(shown.size > 0)

/** Calls `listener` whenever a key appears or the last one goes. There is one listener: the app's own. */
export function followKeysShown(listener: (isShown: boolean) => void): void {
  tell = listener
}

/** While `isShown`, a key, a root token or a typed password is readable on the page. */
export function useKeysShown(isShown: boolean): void {
  // Before the page is painted. The core knows already of every key that it gave to the page.
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
