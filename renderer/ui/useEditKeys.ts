/** The shortcuts of an editor. */
import { useEffect, useEffectEvent } from 'react'
import { isComposing, isShortcut } from '../lib/shortcuts.ts'

export interface EditKeys {
  /** `Mod+S`. */
  readonly onSave: () => void
  readonly onEscape: () => void
  /** `Shift+Alt+F`: formats the text. */
  readonly onFormat?: () => void
}

// A dialog or an open list uses the key itself; the list of a text editor handles its own keys.
const dialog = ':is([role="dialog"], [role="alertdialog"])'
const openList = ':is([role="combobox"], [aria-haspopup="listbox"])[aria-expanded="true"]:not(.cm-content)'

export function useEditKeys({ onSave, onEscape, onFormat }: EditKeys): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const isElsewhere = document.querySelector(`${dialog}, ${openList}`) !== null
    if (isShortcut(event, { key: 's', mod: true })) {
      event.preventDefault()
      if (!isElsewhere) onSave()
    } else if (isElsewhere) return
    else if (event.key === 'Escape' && !event.defaultPrevented && !isComposing(event)) onEscape()
    else if (onFormat !== undefined && isShortcut(event, { key: 'f', alt: true, shift: true })) {
      event.preventDefault()
      onFormat()
    }
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event)
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
}
