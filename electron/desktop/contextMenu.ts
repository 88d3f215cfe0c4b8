/** The menu of the right mouse button: for fields and for selected text, and for nothing else. */
import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron'
import type { Words } from './words.ts'

type Clicked = Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'formControlType' | 'editFlags'>

/** What a value is hidden behind, see renderer/ui/SecretField.tsx. */
const onlyDots = /^[•\s]*$/

/** What can be done where the person clicked; empty when that is nothing. */
export function contextMenuTemplate(
  { isEditable, selectionText, formControlType, editFlags }: Clicked,
  { menu }: Words,
): MenuItemConstructorOptions[] {
  // SECURITY: a masked value is not copied, neither its dots nor what is behind them (docs/security.md, "The window").
  const isMasked = formControlType === 'input-password' || onlyDots.test(selectionText)
  const canTake = !isMasked
  if (!isEditable) return canTake ? [{ role: 'copy', label: menu.copy, enabled: editFlags.canCopy }] : []
  return [
    { role: 'undo', label: menu.undo, enabled: editFlags.canUndo },
    { role: 'redo', label: menu.redo, enabled: editFlags.canRedo },
    { type: 'separator' },
    { role: 'cut', label: menu.cut, enabled: canTake && editFlags.canCut },
    { role: 'copy', label: menu.copy, enabled: canTake && editFlags.canCopy },
    { role: 'paste', label: menu.paste, enabled: editFlags.canPaste },
    { type: 'separator' },
    { role: 'selectAll', label: menu.selectAll, enabled: editFlags.canSelectAll },
  ]
}
