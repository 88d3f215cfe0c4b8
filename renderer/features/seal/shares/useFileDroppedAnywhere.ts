import { useEffect, useEffectEvent, useState } from 'react'

/** Milliseconds: a browser reports at least twice a second that something is held over the page. */
const heldMs = 800

/**
 * Takes files that are dropped outside of the field for them, which a browser would otherwise open in this window.
 * Returns whether files are held over the page.
 */
export function useFileDroppedAnywhere(onFiles: (files: readonly File[]) => void): boolean {
  const take = useEffectEvent(onFiles)
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    let timer: number | undefined
    const end = () => {
      window.clearTimeout(timer)
      setOver(false)
    }
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      setOver(true)
      window.clearTimeout(timer)
      timer = window.setTimeout(end, heldMs)
    }
    const drop = (event: DragEvent) => {
      end()
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length === 0 || event.defaultPrevented) return
      event.preventDefault()
      take(files)
    }
    // On the document: listeners on the window get the files that no page takes.
    document.addEventListener('dragover', over)
    document.addEventListener('drop', drop)
    return () => {
      window.clearTimeout(timer)
      document.removeEventListener('dragover', over)
      document.removeEventListener('drop', drop)
    }
  }, [])
  return isOver
}
