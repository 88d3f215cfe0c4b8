import type { ReactNode } from 'react'
import styles from './Badge.module.css'

export type BadgeTone = 'plain' | 'accent' | 'ok' | 'warn' | 'danger' | 'sealed'

/** A state or kind in a quiet capsule. Props: `children`, `tone`, `mono` for versions and types. */
export function Badge({
  children,
  tone = 'plain',
  mono,
}: {
  children: ReactNode
  tone?: BadgeTone
  mono?: boolean | undefined
}) {
  return (
    <span className={styles['badge']} data-tone={tone} data-mono={mono || undefined}>
      {children}
    </span>
  )
}
