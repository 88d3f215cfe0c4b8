import type { ReactNode } from 'react'
import { classNames } from './classNames.ts'
import styles from './PageHeader.module.css'
import longTitle from './shared/longTitle.module.css'

/** The head of a page: its name, and on the right the actions of the page, the primary one last. */
export function PageHeader({ title, id, children }: { title: ReactNode; id?: string; children?: ReactNode }) {
  return (
    <header className={styles['header']}>
      <h1 id={id} className={classNames(styles['title'], longTitle['clamped'])}>
        {title}
      </h1>
      {children}
    </header>
  )
}
