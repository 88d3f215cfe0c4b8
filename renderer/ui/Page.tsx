import type { ReactNode } from 'react'
import styles from './Page.module.css'

export interface PageProps {
  /** Its parts, one below the other. */
  readonly children: ReactNode
  /** The id of its heading: makes it a landmark. */
  readonly labelledBy?: string
  /** Whether its content makes sense on its own, as a secret's does. */
  readonly isArticle?: boolean
  /** More room between the parts. */
  readonly isRoomy?: boolean
  /** Whether it scrolls independently, as one next to a tree or a list does. */
  readonly scrolls?: boolean
  /** Its maximum width, e.g. `720px`; without it, the available width. */
  readonly width?: string
}

/** The frame of a page: gives its content the same distance from the edges everywhere. */
export function Page({ children, labelledBy, isArticle, isRoomy, scrolls, width }: PageProps) {
  const landmark = isArticle === true ? 'article' : 'section'
  const Element = labelledBy === undefined ? 'div' : landmark
  return (
    <Element
      className={styles['page']}
      data-roomy={isRoomy || undefined}
      data-scrolls={scrolls || undefined}
      {...(labelledBy !== undefined && { 'aria-labelledby': labelledBy })}
      {...(width !== undefined && { style: { maxInlineSize: width } })}
    >
      {children}
    </Element>
  )
}
