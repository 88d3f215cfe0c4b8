/**
 * Runs a function once the next frame is on the screen, unless the returned function is called before: the visible
 * effect of a key stroke comes first.
 */
export function afterFrame(run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const frame = requestAnimationFrame(() => {
    // The browser paints the frame right after this callback.
    timer = setTimeout(run)
  })
  return () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
}
