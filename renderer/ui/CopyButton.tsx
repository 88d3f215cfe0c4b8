import { useLingui } from '@lingui/react/macro'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './Button.tsx'
import { IconButton } from './IconButton.tsx'
import { VisuallyHidden } from './VisuallyHidden.tsx'

export type CopyButtonProps = {
  /** Puts the thing on the clipboard; a rejection or `false` is not called copied. */
  readonly onCopy: () => void | boolean | Promise<void | boolean>
  /** What is copied, for the button's name: `Copy password`. */
  readonly label: string
  /** Words beside the icon. */
  readonly look?: 'icon' | 'words'
  /** Of the icon alone: `small` is 24 px. */
  readonly size?: 'normal' | 'small'
}

/** Copies, and says `Copied` to the eye and to a screen reader. */
export function CopyButton({ onCopy, label, look = 'icon', size = 'normal' }: CopyButtonProps) {
  const { t } = useLingui()
  const [isCopied, setCopied] = useState(false)

  useEffect(() => {
    if (!isCopied) return undefined
    const timer = setTimeout(() => setCopied(false), 1600)
    return () => clearTimeout(timer)
  }, [isCopied])

  async function copy() {
    try {
      setCopied((await onCopy()) !== false)
    } catch {
      // The one who copies says why it failed; here it is enough not to say that it worked.
      setCopied(false)
    }
  }

  const icon = isCopied ? <Check size={look === 'icon' ? 16 : 14} /> : <Copy size={look === 'icon' ? 16 : 14} />
  return (
    <>
      {look === 'icon' ? (
        <IconButton label={isCopied ? t`Copied` : label} size={size} onPress={() => void copy()}>
          {icon}
        </IconButton>
      ) : (
        <Button size="small" icon={icon} onPress={() => void copy()}>
          {isCopied ? t`Copied` : label}
        </Button>
      )}
      <output>{isCopied && <VisuallyHidden>{t`Copied`}</VisuallyHidden>}</output>
    </>
  )
}
