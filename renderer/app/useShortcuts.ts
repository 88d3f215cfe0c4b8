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

/**
 * The shortcuts that hold everywhere: `Mod+K` palette, `Mod+L` lock, `Alt+1`…`Alt+9` a connection. A browser keeps
 * `Ctrl+1` for its tabs, so that one is bound in the desktop window alone.
 */
export function useShortcuts({ profiles, openPalette }: ShortcutTargets): void {
  const lock = useLock()
  const { history } = useRouter()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const mod = event.ctrlKey || event.metaKey
      const digit = /^Digit([1-9])$/.exec(event.code)?.[1]
      const wantsConnection = digit !== undefined && !event.shiftKey && (event.altKey || (mod && shell === 'electron'))
      if (wantsConnection) {
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
    window.addEventListener('keydown', onKeyDown, { capture: true })
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true })
  }, [profiles, openPalette, lock, history])
}
