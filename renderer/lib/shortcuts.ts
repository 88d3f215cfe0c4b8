/** Whether a key press is a shortcut, on any keyboard layout. */

export interface Shortcut {
  /** A letter or digit in lower case, or a name of `KeyboardEvent.key` such as `ArrowLeft`. */
  readonly key: string
  /** Its position on a US keyboard, if the name of the key does not identify it: `BracketLeft`. */
  readonly code?: string
  /** Ctrl, or Command on a Mac. */
  readonly mod?: boolean
  readonly alt?: boolean
  readonly shift?: boolean
}

type Press = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'isComposing' | 'target' | 'getModifierState'
>

/**
 * Compares the typed character if it is a Latin letter or a digit, otherwise the position of the key: so Dvorak,
 * Colemak, Hangul and Cyrillic all work. False while an input method composes, and for text that is typed with Alt or
 * AltGr (UI Events, `KeyboardEvent.key`).
 */
export function isShortcut(
  press: Press,
  { key, code = codeOf(key), mod = false, alt = false, shift = false }: Shortcut,
) {
  if (isComposing(press) || press.getModifierState('AltGraph')) return false
  if ((press.ctrlKey || press.metaKey) !== mod || press.altKey !== alt || press.shiftKey !== shift) return false
  if (key.length > 1) return press.key === key
  const typed = press.key.toLowerCase()
  if (typed === key) return true
  if (/^[a-z0-9]$/.test(typed) || press.code !== code) return false
  // In a field, Alt and a key type a character that other keyboards have on a key of its own: `#` on Alt+3.
  return !(alt && isPrintable(press.key) && isTextField(press.target))
}

/** Whether the key belongs to an input method that composes a character. */
export const isComposing = ({ isComposing: composes, key }: Pick<Press, 'isComposing' | 'key'>): boolean =>
  composes || key === 'Process'

const codeOf = (key: string): string => (/^[a-z]$/.test(key) ? `Key${key.toUpperCase()}` : `Digit${key}`)

const isPrintable = (key: string): boolean => /^.$/su.test(key)

function isTextField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea'))
}
