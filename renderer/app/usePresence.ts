import { useEffect } from 'react'
import { bridge } from '../lib/bridge.ts'

const everyMs = 20_000

/** Reports to the core at intervals that the person is there, which postpones the auto-lock. */
export function usePresence(): void {
  useEffect(() => {
    let toldAt = 0
    const tell = (event: Event) => {
      // Events of a script, or of a hidden page, do not show that a person is there.
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
