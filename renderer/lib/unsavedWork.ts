/** Reports to the desktop shell what a person has begun in this window, so that it can ask before the window closes. */
import { useEffect } from 'react'
import type { Unfinished } from '../../electron/contract/window.ts'
import { bridge, shell } from './bridge.ts'

/** As many as the shell's question can name. */
const maxCount = 20

const unfinished = new Map<symbol, Unfinished>()

function report(): void {
  // A browser shows its own question (`beforeunload`).
  if (shell === 'electron')
    void bridge.window.reportUnfinished({ unfinished: [...unfinished.values()].slice(0, maxCount) })
}

/**
 * The work is unfinished for as long as the component is on the page and `name` is not null. `name` is never a value.
 */
export function useUnsavedWork(kind: Unfinished['kind'], name: string | null): void {
  useEffect(() => {
    if (name === null) return undefined
    const key = Symbol(kind)
    unfinished.set(key, { kind, name })
    report()
    return () => {
      unfinished.delete(key)
      report()
    }
  }, [kind, name])
}
