import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { Profile } from '../../electron/contract/connections.ts'
import { shell } from '../lib/bridge.ts'
import { isShortcut } from '../lib/shortcuts.ts'
import { useLock } from './lock.tsx'
import { lastRouteIn } from './lastRoutes.ts'

export interface ShortcutTargets {
  readonly profiles: readonly Profile[]
  readonly openPalette: () => void
}

/** The side buttons of a mouse (UI Events, MouseEvent.button). */
const mouseSteps: Readonly<Record<number, number>> = { 3: -1, 4: 1 }

const isMac = /Mac/.test(navigator.platform)

/** Back and forth by keys: `Alt+←` and `Alt+→`; on a Mac, where those move by words, `⌘[` and `⌘]`. */
function historyStep(event: KeyboardEvent): number {
  const [back, forth] = isMac
    ? [
        { key: '[', code: 'BracketLeft', mod: true },
        { key: ']', code: 'BracketRight', mod: true },
      ]
    : [
        { key: 'ArrowLeft', alt: true },
        { key: 'ArrowRight', alt: true },
      ]
  return isShortcut(event, back) ? -1 : isShortcut(event, forth) ? 1 : 0
}

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9']

/** The index of the connection that a key press selects; -1 for none. */
const connectionOf = (event: KeyboardEvent): number =>
  digits.findIndex(
    (key) => isShortcut(event, { key, alt: true }) || (shell === 'electron' && isShortcut(event, { key, mod: true })),
  )

/**
 * The shortcuts that work everywhere: `Mod+K` palette, `Mod+L` lock, `Alt+1`…`Alt+9` a connection, back and forth by
 * keys and by the side buttons of a mouse. A browser keeps `Ctrl+1` for its tabs, so that one is bound only in the
 * desktop window.
 */
export function useShortcuts({ profiles, openPalette }: ShortcutTargets): void {
  const lock = useLock()
  const { history } = useRouter()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const step = historyStep(event)
      const connection = connectionOf(event)
      if (step !== 0) {
        event.preventDefault()
        history.go(step)
      } else if (connection !== -1) {
        const profile = profiles[connection]
        if (profile === undefined) return
        event.preventDefault()
        history.push(lastRouteIn(profile.id))
      } else if (isShortcut(event, { key: 'k', mod: true })) {
        event.preventDefault()
        openPalette()
      } else if (isShortcut(event, { key: 'l', mod: true })) {
        event.preventDefault()
        void lock()
      }
    }
    // In the capture phase, so that no field swallows them.
    const onMouseUp = (event: MouseEvent) => {
      const step = mouseSteps[event.button]
      if (step === undefined) return
      // A browser navigates on its own; the desktop window does not.
      event.preventDefault()
      history.go(step)
    }
    window.addEventListener('keydown', onKeyDown, { capture: true })
    window.addEventListener('mouseup', onMouseUp, { capture: true })
    return () => {
      window.removeEventListener('keydown', onKeyDown, { capture: true })
      window.removeEventListener('mouseup', onMouseUp, { capture: true })
    }
  }, [profiles, openPalette, lock, history])
}
