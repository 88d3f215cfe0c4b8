import type { ReactNode } from 'react'
import { classNames } from './classNames.ts'
import styles from './VisuallyHidden.module.css'

/** The class of an element that a screen reader alone meets, for labels that are elements of their own. */
export const hiddenClass: string = classNames(styles['hidden'])

/** Words for a screen reader alone. Props: `children`, `id`. */
export function VisuallyHidden({ children, id }: { children: ReactNode; id?: string | undefined }) {
  return (
    <span className={hiddenClass} id={id}>
      {children}
    </span>
  )
}
