/** The shortcuts of the policy editor: `Mod+S` goes on to save, Escape back, `Shift+Alt+F` lays out. */
import { useEffect, useEffectEvent } from 'react'

export function usePolicyKeys(keys: { onSave: () => void; onEscape: () => void; onFormat: () => void }): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    // A dialog has its own use for the key.
    const isElsewhere = document.querySelector('[role="dialog"], [role="alertdialog"]') !== null
    if (isElsewhere) {
      if ((event.ctrlKey || event.metaKey) && event.code === 'KeyS') event.preventDefault()
      return
    }
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.code === 'KeyS') {
      event.preventDefault()
      keys.onSave()
    } else if (event.key === 'Escape' && !event.defaultPrevented) keys.onEscape()
    else if (event.shiftKey && event.altKey && event.code === 'KeyF') {
      event.preventDefault()
      keys.onFormat()
    }
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event)
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
}
