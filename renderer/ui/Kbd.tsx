import { Fragment } from 'react'
import styles from './Kbd.module.css'

const apple = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '')
const appleSigns: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Control: '⌃' }
const otherNames: Readonly<Record<string, string>> = { Mod: 'Ctrl', Control: 'Ctrl' }
const keySigns: Readonly<Record<string, string>> = {
  Enter: '↵',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
}

/** Writes `Mod+Shift+P` for this computer: `⇧⌘P` on Apple's, `Ctrl+Shift+P` elsewhere. */
export function shortcutText(keys: string): string {
  const parts = keys.split('+').map((key) => (apple ? appleSigns : otherNames)[key] ?? keySigns[key] ?? key)
  return parts.join(apple ? '' : '+')
}

/** A keyboard shortcut. Props: `keys`, as `Mod+K`; several chords are separated by a space: `G S`. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className={styles['keys']}>
      {keys.split(' ').map((chord, index) => (
        // The order of a shortcut's chords never changes.
        // oxlint-disable-next-line react/no-array-index-key
        <Fragment key={index}>
          <kbd className={styles['key']}>{shortcutText(chord)}</kbd>
        </Fragment>
      ))}
    </span>
  )
}
