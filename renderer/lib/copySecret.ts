/** Copying a secret, and taking it off the clipboard again. */
import { bridge, shell } from './bridge.ts'
import { valueOf } from './call.ts'
import { trackWrite } from './pendingWrites.ts'
import { lockEvent } from './lockEvent.ts'

/** Seconds that a copied value stays. */
export const clipboardSeconds = 30

/** What waits to clear the last copied value. */
let clearing: AbortController | null = null

/** Something else was copied by the page itself, and stays. */
export function keepCopy(): void {
  clearing?.abort()
}

/**
 * Puts a value on the clipboard as soon as it is there, without showing it, and takes it off after `clipboardSeconds`
 * unless something else was copied meanwhile. Rejects when the value does not come. In the desktop shell the core does
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
    // The promise goes in, because a browser allows a copy only while it answers the press.
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
    // A page without the focus may not write. Back in front, it is first told of copies that were made elsewhere.
    if (document.hasFocus()) clear()
    else window.addEventListener('focus', () => setTimeout(clear), { signal: stop.signal, once: true })
  }
  const timer = setTimeout(clearSoon, clipboardSeconds * 1000)
  // A page that is closed may still say so to the browser; one that is locked has time for it.
  window.addEventListener(lockEvent, clearSoon, { signal: stop.signal })
  window.addEventListener('pagehide', clear, { signal: stop.signal })
  stop.signal.addEventListener('abort', () => clearTimeout(timer))
}

/**
 * The page may not read the clipboard, so it watches for a newer copy: its own `copy` and `cut`, and the browser's
 * `clipboardchange`, which also tells of other windows and programs. A newer copy aborts `stop`. Where the browser has
 * no such event, a clipboard that may hold something else by now is not ours any more.
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
