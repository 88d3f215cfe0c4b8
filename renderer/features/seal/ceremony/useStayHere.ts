import { useBlocker } from '@tanstack/react-router'
import { useRef } from 'react'

/** Keeps the window on this page until `release` is called; `isBlocked` after the person has tried to leave. */
export function useStayHere(): { isBlocked: boolean; stay: () => void; release: () => void } {
  const released = useRef(false)
  const blocker = useBlocker({
    shouldBlockFn: () => !released.current,
    enableBeforeUnload: () => !released.current,
    withResolver: true,
  })
  return {
    isBlocked: blocker.status === 'blocked',
    stay: () => blocker.reset?.(),
    release: () => {
      released.current = true
    },
  }
}
