import type { ReactNode } from 'react'
import styles from './EmptyState.module.css'

export type EmptyStateProps = {
  /** A 20 px lucide icon, quiet. */
  readonly icon?: ReactNode
  /** One sentence. */
  readonly title: ReactNode
  /** One line of help. */
  readonly children?: ReactNode
  /** One action. */
  readonly action?: ReactNode
}

/** A place with nothing in it yet. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className={styles['empty']}>
      {icon !== undefined && (
        <span className={styles['icon']} aria-hidden="true">
          {icon}
        </span>
      )}
      <p className={styles['title']}>{title}</p>
      {children !== undefined && <p className={styles['help']}>{children}</p>}
      {action !== undefined && <div className={styles['action']}>{action}</div>}
    </div>
  )
}
