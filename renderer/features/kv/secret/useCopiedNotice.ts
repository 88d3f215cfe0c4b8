/** Shows that a value was copied, and how long it stays on the clipboard. */
import { useLingui } from '@lingui/react/macro'
import { showToast } from '../../../ui/toasts.ts'
import { clipboardSeconds } from '../../../lib/copySecret.ts'
import { visibleText } from '../../../lib/exactPieces.ts'

/** `key`: the key of the value. */
export function useCopiedNotice(): (key: string) => void {
  const { t } = useLingui()
  return (exactKey) => {
    const key = visibleText(exactKey)
    showToast({ title: t`Value of ${key} copied. Strongroom clears the clipboard in ${clipboardSeconds} s.` })
  }
}
