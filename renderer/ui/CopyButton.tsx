import { useLingui } from '@lingui/react/macro'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './Button.tsx'
import { IconButton } from './IconButton.tsx'
import { VisuallyHidden } from './VisuallyHidden.tsx'

export type CopyButtonProps = {
  /** Copies the item; after a rejection or `false`, the button does not show `Copied`. */
  readonly onCopy: () => void | boolean | Promise<void | boolean>
  /** The name of what is copied, for the button's label: `Copy password`. */
  readonly label: string
  /** Text next to the icon. */
  readonly look?: 'icon' | 'words'
  /** Of the icon: `small` is 24 px. */
  readonly size?: 'normal' | 'small'
}

/** Copies, and shows `Copied`, also to a screen reader. */
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
      // The caller shows why it failed; here it is enough not to show that it worked.
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
