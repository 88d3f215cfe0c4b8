import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import styles from './Skeleton.module.css'
import { VisuallyHidden } from './VisuallyHidden.tsx'

/** A gray bar in the place of a text. Props: `width` and `height` in CSS units; appears after 150 ms. */
export function Skeleton({ width = '100%', height = '12px' }: { width?: string; height?: string }) {
  return <span className={styles['bar']} style={{ width, height }} aria-hidden="true" />
}

/** Bars of a list's rows. Props: `rows`, how many; the widths differ as those of words do. */
export function SkeletonRows({ rows = 6 }: { rows?: number }) {
  return (
    <SkeletonGroup>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} className={styles['row']}>
          <Skeleton width={`${40 + ((index * 37) % 45)}%`} />
        </span>
      ))}
    </SkeletonGroup>
  )
}

/** Wraps the bars of a page and announces once that it is loading. Props: `children`. */
export function SkeletonGroup({ children }: { children: ReactNode }) {
  const { t } = useLingui()
  return (
    <output className={styles['group']}>
      <VisuallyHidden>{t`Loading…`}</VisuallyHidden>
      {children}
    </output>
  )
}
