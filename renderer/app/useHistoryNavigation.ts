import { useCanGoBack, useLocation } from '@tanstack/react-router'

/** The Navigation API, which not every browser has: https://developer.mozilla.org/docs/Web/API/Navigation */
interface MayKnow {
  readonly navigation?: { readonly canGoForward: boolean } | undefined
}

/** Whether there is a place to go back or forth to. If the browser does not report it, forth stays possible. */
export function useHistoryNavigation(): { readonly back: boolean; readonly forward: boolean } {
  const back = useCanGoBack()
  // Read again at each place.
  useLocation({ select: ({ href, state }) => `${href} ${state.__TSR_index}` })
  return { back, forward: (globalThis as MayKnow).navigation?.canGoForward ?? true }
}
