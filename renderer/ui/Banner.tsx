import { useLingui } from '@lingui/react/macro'
import { CircleAlert, Info, Lock, TriangleAlert, WifiOff, X } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './Banner.module.css'
import { IconButton } from './IconButton.tsx'

export type BannerTone = 'info' | 'warn' | 'danger' | 'sealed' | 'offline'

const icons: Readonly<Record<BannerTone, ReactNode>> = {
  info: <Info size={16} />,
  warn: <TriangleAlert size={16} />,
  danger: <CircleAlert size={16} />,
  sealed: <Lock size={16} />,
  offline: <WifiOff size={16} />,
}

export type BannerProps = {
  readonly tone?: BannerTone
  /** The state, in a few words. Gets a period if text follows that a screen reader would otherwise join to it. */
  readonly title: ReactNode
  /** The meaning, and what to do. */
  readonly children?: ReactNode
  /** Buttons at the right: `<Button size="small">`. */
  readonly action?: ReactNode
  readonly onDismiss?: () => void
  /** `page` runs along the top of a page without corners. */
  readonly place?: 'inline' | 'page'
}

/** A state of its page or section, shown until the state ends. Announced politely when it appears. */
export function Banner({ tone = 'info', title, children, action, onDismiss, place = 'inline' }: BannerProps) {
  const { t } = useLingui()
  return (
    <div className={styles['banner']} data-tone={tone} data-place={place} aria-live="polite">
      <span className={styles['icon']} aria-hidden="true">
        {icons[tone]}
      </span>
      <div className={styles['words']}>
        <span className={styles['title']} data-title>
          {isShown(children) ? withEnd(title) : title}
        </span>{' '}
        {children}
      </div>
      {action !== undefined && <div className={styles['actions']}>{action}</div>}
      {onDismiss !== undefined && (
        <IconButton label={t`Close`} onPress={onDismiss}>
          <X size={14} />
        </IconButton>
      )}
    </div>
  )
}

const isShown = (children: ReactNode): boolean =>
  children !== undefined && children !== null && children !== false && children !== ''

const withEnd = (title: ReactNode): ReactNode =>
  typeof title === 'string' && !/[.!?:…]$/u.test(title) ? `${title}.` : title
