import { useLingui } from '@lingui/react/macro'
import { useEffect, useEffectEvent } from 'react'
import { routes } from '../lib/routes.ts'
import { showToast } from '../ui/toasts.ts'

export interface StrayFilesTargets {
  /** The connection that is open, or null. */
  readonly profileId: () => string | null
  readonly go: (href: string) => void
  readonly isLocked: boolean
}

/**
 * Handles files that are dropped where no element takes them: they are not read, never opened in place of the page, and
 * a message names the place where a `cluster-keys.json` belongs. The pages that do take files listen further in, on the
 * document.
 */
export function useStrayFiles({ profileId, go, isLocked }: StrayFilesTargets): void {
  const { t } = useLingui()
  const tell = useEffectEvent(() => {
    if (isLocked) return
    const open = profileId()
    showToast({
      title: t`The file was not read`,
      body:
        open === null
          ? t`To use a cluster-keys.json, drop it on the seal page of its server.`
          : t`To use a cluster-keys.json, drop it on the seal page of this server.`,
      ...(open !== null && { action: { label: t`Open seal page`, onPress: () => go(routes.seal(open)) } }),
    })
  })
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault()
    }
    const drop = (event: DragEvent) => {
      if (event.defaultPrevented || event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      tell()
    }
    window.addEventListener('dragover', over)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('drop', drop)
    }
  }, [])
}
