/** Reports to the desktop shell whether a key is readable in this window, so that it can be hidden from screen capture. */
import { useLayoutEffect } from 'react'
import { bridge, shell } from './bridge.ts'

const shown = new Set<symbol>()

function report(): void {
  if (shell === 'electron') void bridge.window.reportKeysShown({ shown: shown.size > 0 })
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
