/** Copying a secret, and removing it from the clipboard again. */
import { bridge, shell } from './bridge.ts'
import { valueOf } from './call.ts'
import { trackWrite } from './pendingWrites.ts'
import { lockEvent } from './lockEvent.ts'

/** Seconds that a copied value stays on the clipboard. */
export const clipboardSeconds = 30

/** Aborts the timer that clears the last copied value. */
let clearing: AbortController | null = null

/** The page itself copied something else, which stays. */
export function keepCopy(): void {
  clearing?.abort()
}

/**
 * Writes a value to the clipboard as soon as it is loaded, without showing it, and removes it after `clipboardSeconds`
 * unless something else was copied since. Rejects when the value cannot be loaded. In the desktop shell the core does
 * that, and marks it for clipboard histories.
 */
export async function copySecret(value: Promise<string>): Promise<void> {
  if (shell === 'electron') {
    await valueOf(bridge.clipboard.copyShown({ text: await value }))
    return
  }
  clearing?.abort()
  const stop = new AbortController()
  clearing = stop
  const isStillOurs = watchClipboard(stop)
  try {
    const blob = value.then((text) => new Blob([text], { type: 'text/plain' }))
    // The promise is passed in, because a browser allows a copy only while it handles the press.
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })])
  } catch (thrown) {
    stop.abort()
    throw thrown
  }

  const clear = () => {
    if (stop.signal.aborted) return
    const isOurs = isStillOurs()
    stop.abort()
    // SECURITY: a value does not stay where every program reads it (docs/security.md, "Values").
    if (isOurs) trackWrite(navigator.clipboard.writeText(''))
  }
  const clearSoon = () => {
    // A page without the focus may not write. When it is focused again, it first gets the events of copies made
    // elsewhere.
    if (document.hasFocus()) clear()
    else window.addEventListener('focus', () => setTimeout(clear), { signal: stop.signal, once: true })
  }
  const timer = setTimeout(clearSoon, clipboardSeconds * 1000)
  // A page that is closed can still make this call; one that is locked has time for it.
  window.addEventListener(lockEvent, clearSoon, { signal: stop.signal })
  window.addEventListener('pagehide', clear, { signal: stop.signal })
  stop.signal.addEventListener('abort', () => clearTimeout(timer))
}

/**
 * The page may not read the clipboard, so it watches for a newer copy: its own `copy` and `cut`, and the browser's
 * `clipboardchange`, which also reports other windows and programs. A newer copy aborts `stop`. If the browser has no
 * such event, a clipboard that may hold something else is not treated as ours any more.
 */
function watchClipboard(stop: AbortController): () => boolean {
  const { signal } = stop
  const forget = () => stop.abort()
  document.addEventListener('copy', forget, { signal })
  document.addEventListener('cut', forget, { signal })
  if ('onclipboardchange' in navigator.clipboard) {
    let isOwn = true
    const onChange = () => {
      if (isOwn) isOwn = false
      else forget()
    }
    navigator.clipboard.addEventListener('clipboardchange', onChange, { signal })
    return () => true
  }
  let wasAway = false
  window.addEventListener('blur', () => (wasAway = true), { signal })
  return () => !wasAway
}
