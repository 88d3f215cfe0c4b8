import { useEffect } from 'react'
import { bridge } from '../lib/bridge.ts'

const everyMs = 20_000

/** Tells the core now and then that the person is there, which puts the auto-lock off. */
export function usePresence(): void {
  useEffect(() => {
    let toldAt = 0
    const tell = (event: Event) => {
      // A script's own events, or those of a page that nobody can see, are no person.
      if (!event.isTrusted || document.visibilityState !== 'visible') return
      if (Date.now() - toldAt < everyMs) return
      toldAt = Date.now()
      void bridge.app.touch({})
    }
    const kinds = ['pointerdown', 'keydown', 'wheel'] as const
    for (const kind of kinds) window.addEventListener(kind, tell, { passive: true, capture: true })
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, tell, { capture: true })
    }
  }, [])
}
