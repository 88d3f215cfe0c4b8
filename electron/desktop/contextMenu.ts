/** The context menu, only for fields and for selected text. */
import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron'
import type { Words } from './words.ts'

type Clicked = Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'formControlType' | 'editFlags'>

/** The characters that hide a value, see renderer/ui/SecretField.tsx. */
const onlyDots = /^[•\s]*$/

/** Returns the commands for the place of the click; empty if there are none. */
export function contextMenuTemplate(
  { isEditable, selectionText, formControlType, editFlags }: Clicked,
  { menu }: Words,
): MenuItemConstructorOptions[] {
  // SECURITY: a masked value is not copied, neither its dots nor the value itself (docs/security.md, "The window").
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
