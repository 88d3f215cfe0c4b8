/** Keeps the focus on the page when the focused element is removed, so that keyboard input still works. */
import { useEffect } from 'react'

/** Elements that move the focus themselves in the next frame after they close. */
const overlays = '[role=dialog], [role=alertdialog], [role=menu]'
const focusable = 'a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), [tabindex]'

interface Holder {
  readonly element: Element
  /** The ancestors of the element, from the inside out. */
  readonly around: readonly Element[]
  readonly isInOverlay: boolean
}

function holderOf(element: Element): Holder {
  const around: Element[] = []
  for (let at = element.parentElement; at !== null; at = at.parentElement) around.push(at)
  const isInOverlay = element.closest(overlays) !== null || around.some((each) => each.matches('[role=listbox]'))
  return { element, around, isInOverlay }
}

/** Focuses the nearest remaining ancestor, else the page's content. Also the content after a dialog whose opener is gone. */
function restore({ element, around }: Holder): void {
  if (element.isConnected || (document.activeElement !== document.body && document.activeElement !== null)) return
  const near = around.find((each) => each.isConnected && each.matches(focusable))
  const target = near ?? document.getElementById('content')
  if (target instanceof HTMLElement) target.focus({ preventScroll: true })
}

/** Watches the whole document, for as long as the frame is there. */
export function useFocusKept(): void {
  useEffect(() => {
    let holder: Holder | null = null
    const onFocusIn = ({ target }: FocusEvent) => {
      holder = target instanceof Element && target !== document.body ? holderOf(target) : null
    }
    const observer = new MutationObserver(() => {
      if (holder === null || holder.element.isConnected) return
      const lost = holder
      holder = null
      if (!lost.isInOverlay) restore(lost)
      // A dialog or menu gives the focus back in the next frame; after that it is known whether it could.
      else requestAnimationFrame(() => requestAnimationFrame(() => restore(lost)))
    })
    document.addEventListener('focusin', onFocusIn)
    observer.observe(document.body, { childList: true, subtree: true })
    return () => {
      document.removeEventListener('focusin', onFocusIn)
      observer.disconnect()
    }
  }, [])
}
