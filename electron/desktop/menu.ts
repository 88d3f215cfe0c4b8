/** The application menu: only where the platform needs one. */
import type { MenuItemConstructorOptions } from 'electron'

/**
 * On macOS the shortcuts for copy, paste and quit live in the menu; elsewhere null removes it, and with it Electron's
 * default entries for reloading and DevTools.
 */
export function menuTemplate(platform: NodeJS.Platform): MenuItemConstructorOptions[] | null {
  return platform === 'darwin' ? [{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }] : null
}
