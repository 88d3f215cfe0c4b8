/** Handles a lock in the window: the pages hand over their drafts, and the page reloads, so that its heap is freed. */
import { useCallback, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { bridge } from '../lib/bridge.ts'
import { pendingWrites, patienceMs } from '../lib/pendingWrites.ts'
import { lockEvent } from '../lib/lockEvent.ts'
import { clearToasts } from '../ui/toasts.ts'
import { keepAskedLink } from './shellCommands.ts'

export interface Leaving {
  /** From the lock until the page has reloaded; nothing is shown. */
  readonly isLeaving: boolean
  /** Locks Strongroom, after every page has handed over what it held. */
  readonly lock: () => Promise<void>
  /** Strongroom was locked elsewhere. */
  readonly leave: () => Promise<void>
}

export function useLeaving(): Leaving {
  const [isLeaving, setLeaving] = useState(false)
  const began = useRef(false)

  const takeDown = useCallback(async () => {
    // The pages are unmounted first, and pass what they hold to the core. Synchronously: what was typed last is
    // rendered with them.
    flushSync(() => setLeaving(true))
    document.title = 'Strongroom'
    window.dispatchEvent(new Event(lockEvent))
    clearToasts()
    await pendingWrites()
  }, [])
  const loadAnew = useCallback(() => {
    // As late as possible: a link may still be asked about while the next page loads.
    window.addEventListener('pagehide', keepAskedLink)
    // SECURITY: what pages and caches held is dropped with the document (docs/security.md, "The lock"). The address
    // stays.
    window.location.reload()
  }, [])

  const leave = useCallback(async () => {
    if (began.current) return
    began.current = true
    await takeDown()
    loadAnew()
  }, [takeDown, loadAnew])

  const lock = useCallback(async () => {
    if (began.current) return
    began.current = true
    await takeDown()
    const late = new Promise<null>((resolve) => setTimeout(resolve, patienceMs, null))
    const result = await Promise.race([bridge.app.lock({}), late])
    if (result?.ok !== false) return loadAnew()
    // The core is gone, so the page cannot be loaded again.
    began.current = false
    setLeaving(false)
  }, [takeDown, loadAnew])

  return { isLeaving, lock, leave }
}
