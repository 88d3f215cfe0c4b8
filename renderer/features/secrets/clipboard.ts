/** Copying, and taking a copied value off the clipboard again. */

/** Seconds that a copied value stays. */
export const clipboardSeconds = 30

/** Puts something that is no secret on the clipboard: a path, a command. */
export const copyText = (text: string): Promise<void> => navigator.clipboard.writeText(text)

let clearing: AbortController | null = null

/**
 * Puts a value on the clipboard as soon as it is there, without showing it, and takes it off after `clipboardSeconds`
 * unless something else was copied meanwhile. Rejects when the value does not come.
 */
export async function copySecret(value: Promise<string>): Promise<void> {
  const blob = value.then((text) => new Blob([text], { type: 'text/plain' }))
  // The promise goes in, because a browser allows a copy only while it answers the press.
  await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })])
  clearing?.abort()
  clearing = new AbortController()
  clearLater(clearing)
}

/**
 * The page may not read the clipboard, so it watches for a newer copy instead: its own `copy` and `cut`, and the
 * browser's `clipboardchange`, which also tells of copies that were made in other windows.
 */
function clearLater(stop: AbortController): void {
  const { signal } = stop
  const forget = () => stop.abort()
  document.addEventListener('copy', forget, { signal })
  document.addEventListener('cut', forget, { signal })
  const canWatch = 'onclipboardchange' in navigator.clipboard
  let wasAway = !document.hasFocus()
  window.addEventListener('blur', () => (wasAway = true), { signal })

  const timer = setTimeout(() => {
    // The change that our own copy made has been told of by now: only later ones count.
    if (document.hasFocus()) void clear()
    else window.addEventListener('focus', () => setTimeout(() => void clear()), { signal, once: true })
  }, clipboardSeconds * 1000)
  signal.addEventListener('abort', () => clearTimeout(timer))

  if (canWatch) {
    let isOwn = true
    navigator.clipboard.addEventListener(
      'clipboardchange',
      () => {
        if (isOwn) isOwn = false
        else forget()
      },
      { signal },
    )
  }

  async function clear(): Promise<void> {
    if (signal.aborted) return
    // Where nothing tells of copies made elsewhere, a clipboard that may hold something else is left alone.
    const isOurs = canWatch || !wasAway
    stop.abort()
    if (isOurs) await navigator.clipboard.writeText('').catch(() => {})
  }
}
