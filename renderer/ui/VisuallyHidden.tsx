import type { ReactNode } from 'react'
import { classNames } from './classNames.ts'
import styles from './VisuallyHidden.module.css'

/** The class of an element that only a screen reader reads, for labels that are elements of their own. */
export const hiddenClass: string = classNames(styles['hidden'])

/** Text only for a screen reader. Props: `children`, `id`. */
export function VisuallyHidden({ children, id }: { children: ReactNode; id?: string | undefined }) {
  return (
    <span className={hiddenClass} id={id}>
      {children}
    </span>
  )
}
