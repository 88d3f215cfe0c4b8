import type { ReactNode } from 'react'
import { classNames } from '../../../renderer/ui/classNames.ts'
import styles from './Gallery.module.css'

/** A titled group of examples. */
export function Section({ title, isWide, children }: { title: string; isWide?: boolean; children: ReactNode }) {
  return (
    <section className={classNames(styles['section'], isWide === true && styles['wide'])}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}

/** Examples next to each other. */
export function ExampleRow({ children }: { children: ReactNode }) {
  return <div className={styles['row']}>{children}</div>
}
