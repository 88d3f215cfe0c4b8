import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { Profile } from '../../electron/contract/connections.ts'
import { shell } from '../lib/bridge.ts'
import { useLock } from './lock.tsx'
import { lastPlaceIn } from './places.ts'

export interface ShortcutTargets {
  readonly profiles: readonly Profile[]
  readonly openPalette: () => void
}

/** The side buttons of a mouse (UI Events, MouseEvent.button). */
const mouseSteps: Readonly<Record<number, number>> = { 3: -1, 4: 1 }

const isMac = /Mac/.test(navigator.platform)

/** Back and forth by keys: `Alt+←` and `Alt+→`; on a Mac, where those move by words, `⌘[` and `⌘]`. */
function historyStep(event: KeyboardEvent): number {
  if (event.shiftKey || event.ctrlKey) return 0
  if (isMac) {
    if (!event.metaKey || event.altKey) return 0
    return event.code === 'BracketLeft' ? -1 : event.code === 'BracketRight' ? 1 : 0
  }
  if (!event.altKey || event.metaKey) return 0
  return event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
}

/**
 * The shortcuts that hold everywhere: `Mod+K` palette, `Mod+L` lock, `Alt+1`…`Alt+9` a connection, back and forth by keys and by the side buttons of a mouse. A browser keeps
 * `Ctrl+1` for its tabs, so that one is bound in the desktop window alone.
 */
export function useShortcuts({ profiles, openPalette }: ShortcutTargets): void {
  const lock = useLock()
  const { history } = useRouter()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const mod = event.ctrlKey || event.metaKey
      const step = historyStep(event)
      const digit = /^Digit([1-9])$/.exec(event.code)?.[1]
      const wantsConnection = digit !== undefined && !event.shiftKey && (event.altKey || (mod && shell === 'electron'))
      if (step !== 0) {
        event.preventDefault()
        history.go(step)
      } else if (wantsConnection) {
        const profile = profiles[Number(digit) - 1]
        if (profile === undefined) return
        event.preventDefault()
        history.push(lastPlaceIn(profile.id))
      } else if (mod && !event.altKey && !event.shiftKey && event.code === 'KeyK') {
        event.preventDefault()
        openPalette()
      } else if (mod && !event.altKey && !event.shiftKey && event.code === 'KeyL') {
        event.preventDefault()
        void lock()
      }
    }
    // On the way down, so that no field swallows them.
    const onMouseUp = (event: MouseEvent) => {
      const step = mouseSteps[event.button]
      if (step === undefined) return
      // A browser goes by itself; in the desktop window nobody else does.
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
