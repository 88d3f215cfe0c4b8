/** The shortcuts of the editor: `Mod+S` saves, Escape leaves. */
import { useEffect, useRef } from 'react'

export function useEditorKeys(keys: { onSave: () => void; onEscape: () => void }): void {
  const current = useRef(keys)
  useEffect(() => {
    current.current = keys
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      // A dialog or an open list has its own use for the key.
      const isElsewhere = document.querySelector('[role="dialog"], [role="alertdialog"], [role="listbox"]') !== null
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.code === 'KeyS') {
        event.preventDefault()
        if (!isElsewhere) current.current.onSave()
      } else if (event.key === 'Escape' && !event.defaultPrevented && !isElsewhere) {
        current.current.onEscape()
      }
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}
