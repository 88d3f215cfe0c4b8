import { useLingui } from '@lingui/react/macro'
import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { useAct } from '../lib/useAct.ts'
import { CopyButton, type CopyButtonProps } from './CopyButton.tsx'
import { IconButton } from './IconButton.tsx'
import styles from './SecretField.module.css'
import { VisuallyHidden } from './VisuallyHidden.tsx'
import { ExactText } from './ExactText.tsx'

export type SecretFieldProps = {
  /** The name of the value, for the buttons' labels: `password`. */
  readonly label: string
  /** Fetches the value when the person asks to see it; `null` when that failed (the page shows why). */
  readonly onReveal: () => Promise<string | null>
  /** Copies without showing. */
  readonly onCopy?: CopyButtonProps['onCopy']
  /**
   * Set by a page that reveals several at once: a text is shown, `null` is hidden. The field then calls `onHide` to
   * hide it.
   */
  readonly value?: string | null
  readonly onHide?: () => void
}

/** Whether it may be higher than its field, even a narrow one. */
const isLong = (text: string) => text.length > 240 || text.split('\n').length > 8

/**
 * A masked value; the number of dots does not depend on its length. Shown only after `onReveal`, dropped when hidden.
 */
export function SecretField({ label, onReveal, onCopy, value, onHide }: SecretFieldProps) {
  const { t } = useLingui()
  // SECURITY: the only copy in the page while shown; hiding or leaving drops it.
  const [fetched, setFetched] = useState<string | null>(null)
  const shown = value === undefined ? fetched : value
  const reveal = useAct(async () => {
    const text = await onReveal()
    if (value === undefined) setFetched(text)
  })

  function toggle() {
    if (shown === null) {
      void reveal.start()
      return
    }
    setFetched(null)
    onHide?.()
  }

  return (
    <div className={styles['field']}>
      {shown === null ? (
        // SECURITY: always twelve dots, so that they do not show the length of the value.
        <span className={styles['dots']}>
          <span aria-hidden="true">••••••••••••</span>
          <VisuallyHidden>{t`Hidden`}</VisuallyHidden>
        </span>
      ) : (
        <span
          className={styles['value']}
          translate="no"
          // Scrolled by arrow keys, so a long value takes the focus: WCAG 2.1.1.
          {...(isLong(shown) && { tabIndex: 0, role: 'group', 'aria-label': label })}
        >
          {shown === '' ? (
            <span className={styles['nothing']}>{t`empty`}</span>
          ) : (
            <ExactText text={shown} kind="value" />
          )}
        </span>
      )}
      <span className={styles['buttons']}>
        <IconButton
          label={shown === null ? t`Show ${label}` : t`Hide ${label}`}
          size="small"
          isPending={reveal.isPending}
          onPress={toggle}
        >
          {shown === null ? <Eye size={16} /> : <EyeOff size={16} />}
        </IconButton>
        {onCopy !== undefined && <CopyButton label={t`Copy ${label}`} size="small" onCopy={onCopy} />}
      </span>
    </div>
  )
}
