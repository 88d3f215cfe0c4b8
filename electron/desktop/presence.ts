/** Touch ID, on a Mac that has it: proves that the person is present, which an open keychain does not. */
import type { SystemPreferences } from 'electron'

/** Resolves to true if the person is present, or if the computer has no way to find out. */
export type ConfirmPresence = () => Promise<boolean>

/** Electron has these two functions on macOS only. */
type TouchId = Pick<SystemPreferences, 'canPromptTouchID' | 'promptTouchID'>

/**
 * Returns the check by Touch ID, or undefined on other platforms. `reason` completes the sentence "Strongroom is trying
 * to …", which macOS shows.
 */
export function touchIdPresence(
  systemPreferences: TouchId,
  platform: NodeJS.Platform,
  reason: () => string,
): ConfirmPresence | undefined {
  if (platform !== 'darwin') return undefined
  let isOpen = false
  return async () => {
    // No sensor, a closed lid, no enrolled finger, or too many attempts: the keychain and the question of consent still
    // protect the act.
    if (!systemPreferences.canPromptTouchID()) return true
    // SECURITY: a page cannot stack prompts until one is confirmed by mistake.
    if (isOpen) return false
    isOpen = true
    try {
      await systemPreferences.promptTouchID(reason())
      return true
    } catch {
      // Canceled, another finger, or an error of the system: none of them is proof of presence.
      return false
    } finally {
      isOpen = false
    }
  }
}
