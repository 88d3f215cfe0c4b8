import type { ReactNode } from 'react'
import styles from './FormLayout.module.css'

/** Fields one below the other, two side by side if there is room. Props: `children`: fields and FormSections. */
export function FormLayout({ children }: { children: ReactNode }) {
  return (
    <div className={styles['frame']}>
      <div className={styles['grid']}>{children}</div>
    </div>
  )
}

/** A titled part of a form, over both columns. Props: `title`, `description`, `children`. */
export function FormSection({
  title,
  description,
  children,
}: {
  title: ReactNode
  description?: ReactNode
  children: ReactNode
}) {
  return (
    <fieldset className={styles['section']}>
      <legend className={styles['title']}>{title}</legend>
      {description !== undefined && <p className={styles['description']}>{description}</p>}
      <div className={styles['grid']}>{children}</div>
    </fieldset>
  )
}

/** One field over both columns: an address, a text area. Props: `children`. */
export function FormWide({ children }: { children: ReactNode }) {
  return <div className={styles['wide']}>{children}</div>
}

/** The buttons at the end of a form. Props: `children`, the action first. */
export function FormActions({ children }: { children: ReactNode }) {
  return <div className={styles['actions']}>{children}</div>
}
