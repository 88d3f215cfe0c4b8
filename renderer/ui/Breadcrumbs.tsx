import type { ReactNode } from 'react'
import { Breadcrumb, Breadcrumbs as AriaBreadcrumbs, Link } from 'react-aria-components'
import styles from './Breadcrumbs.module.css'
import { classNames } from './classNames.ts'
import { ExactText } from './ExactText.tsx'

export type Crumb = {
  readonly id: string
  readonly label: ReactNode
  /** Whether the label is text of the app, and not a name that has to be exact. */
  readonly isWords?: boolean
  readonly href?: string
  readonly onPress?: () => void
}

/**
 * The path to the current page. Props: `label`, `crumbs` (the last is the current page). Names are exact, so they are
 * set in mono.
 */
export function Breadcrumbs({ label, crumbs }: { label: string; crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label={label} className={styles['nav']}>
      <AriaBreadcrumbs className={classNames(styles['list'])}>
        {crumbs.map((crumb) => (
          <Breadcrumb key={crumb.id} id={crumb.id} className={classNames(styles['crumb'])}>
            <Link
              className={classNames(styles['link'])}
              data-words={crumb.isWords}
              {...(crumb.href !== undefined && { href: crumb.href })}
              {...(crumb.onPress !== undefined && { onPress: crumb.onPress })}
            >
              {typeof crumb.label === 'string' ? <ExactText text={crumb.label} kind="path" /> : crumb.label}
            </Link>
          </Breadcrumb>
        ))}
      </AriaBreadcrumbs>
    </nav>
  )
}
