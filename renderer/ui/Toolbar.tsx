import type { ReactNode } from 'react'
import { Separator, Toolbar as AriaToolbar } from 'react-aria-components'
import { classNames } from './classNames.ts'
import styles from './Toolbar.module.css'

/** A row of controls with one tab stop; arrow keys move inside. Props: `label`, `children`. */
export function Toolbar({ label, children }: { label: string; children: ReactNode }) {
  return (
    <AriaToolbar className={classNames(styles['toolbar'])} aria-label={label}>
      {children}
    </AriaToolbar>
  )
}

/** A line between groups of a Toolbar. */
export function ToolbarLine() {
  return <Separator orientation="vertical" className={classNames(styles['line'])} />
}
