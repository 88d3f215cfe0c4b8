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
  /** The title is the heading of the whole page. */
  readonly isPage?: boolean
}

/** The state of a page or section without content. */
export function EmptyState({ icon, title, children, action, isPage = false }: EmptyStateProps) {
  const Title = isPage ? 'h1' : 'p'
  return (
    <div className={styles['empty']}>
      {icon !== undefined && (
        <span className={styles['icon']} aria-hidden="true">
          {icon}
        </span>
      )}
      <Title className={styles['title']}>{title}</Title>
      {children !== undefined && <p className={styles['help']}>{children}</p>}
      {action !== undefined && <div className={styles['action']}>{action}</div>}
    </div>
  )
}
