import type { ReactNode } from 'react'
import styles from './Page.module.css'

export interface PageProps {
  /** Its parts, one below the other. */
  readonly children: ReactNode
  /** The id of its heading: makes it a landmark. */
  readonly labelledBy?: string
  /** What it shows stands for itself, as a secret does. */
  readonly isArticle?: boolean
  /** More room between the parts. */
  readonly isRoomy?: boolean
  /** It scrolls by itself, as one beside a tree or a list does. */
  readonly scrolls?: boolean
  /** Its greatest width, e.g. `720px`; without it, all there is. */
  readonly width?: string
}

/** The frame of a page: what is in it keeps the same distance from its edges everywhere. */
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
