import { useLingui } from '@lingui/react/macro'
import { CircleAlert, CircleCheck, Info, X } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { Button } from './Button.tsx'
import { ExactText } from './ExactText.tsx'
import { IconButton } from './IconButton.tsx'
import styles from './Toast.module.css'
import { closeToast, currentToasts, type ShownToast, subscribeToToasts, type ToastTone } from './toasts.ts'

const icons: Readonly<Record<ToastTone, React.ReactNode>> = {
  info: <Info size={16} />,
  ok: <CircleCheck size={16} />,
  danger: <CircleAlert size={16} />,
}

/** Shows the toasts at the bottom right: once, near the root. A polite live region that is always there. */
export function ToastRegion() {
  const { t } = useLingui()
  const shown = useSyncExternalStore(subscribeToToasts, currentToasts)
  const [isHeld, setHeld] = useState(false)
  return (
    // Pointing at the toasts, or moving the focus to them, only keeps them from closing.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      className={styles['region']}
      aria-label={t`Notifications`}
      aria-live="polite"
      aria-relevant="additions text"
      // React Aria hides all but the dialog from screen readers and presses; toasts stay above it.
      data-react-aria-top-layer="true"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {shown.map((toast) => (
        <ToastCard key={toast.id} toast={toast} isHeld={isHeld} />
      ))}
    </section>
  )
}

/** A name or a server's warning in a toast can hold characters that are not visible. */
const exact = (words: React.ReactNode): React.ReactNode =>
  typeof words === 'string' ? <ExactText text={words} kind="value" /> : words

function ToastCard({ toast, isHeld }: { toast: ShownToast; isHeld: boolean }) {
  const { t } = useLingui()
  const tone = toast.tone ?? 'info'
  const seconds = toast.seconds ?? (toast.action === undefined ? 5 : 10)

  useEffect(() => {
    if (isHeld || seconds === Number.POSITIVE_INFINITY) return undefined
    const timer = setTimeout(() => closeToast(toast.id), seconds * 1000)
    return () => clearTimeout(timer)
  }, [isHeld, seconds, toast.id])

  return (
    <div className={styles['toast']} data-tone={tone}>
      <span className={styles['icon']} aria-hidden="true">
        {icons[tone]}
      </span>
      <div className={styles['words']}>
        <div className={styles['title']}>{exact(toast.title)}</div>
        {toast.body !== undefined && <div className={styles['body']}>{exact(toast.body)}</div>}
      </div>
      {toast.action !== undefined && (
        <Button
          size="small"
          onPress={() => {
            toast.action?.onPress()
            closeToast(toast.id)
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton label={t`Close`} onPress={() => closeToast(toast.id)}>
        <X size={14} />
      </IconButton>
    </div>
  )
}
