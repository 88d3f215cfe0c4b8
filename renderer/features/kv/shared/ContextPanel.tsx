/** One panel of the column next to a secret: its title, an element at the end of that line, and its content. */
import type { ReactNode } from 'react'
import styles from './ContextPanel.module.css'

export function ContextPanel({
  titleId,
  title,
  note,
  action,
  children,
}: {
  titleId: string
  title: string
  /** A text at the end of the title's line. */
  note?: ReactNode
  /** A button there. */
  action?: ReactNode
  children: ReactNode
}) {
  return (
    <section className={styles['panel']} aria-labelledby={titleId}>
      <header className={styles['header']} data-end={action === undefined ? 'text' : 'button'}>
        <h2 id={titleId}>{title}</h2>
        {note}
        {action}
      </header>
      {children}
    </section>
  )
}
