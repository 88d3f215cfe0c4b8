import type { ReactNode, Ref } from 'react'
import { Link as AriaLink, type LinkProps as AriaLinkProps } from 'react-aria-components'
import { classNames } from './classNames.ts'
import styles from './Link.module.css'

export type LinkProps = Omit<AriaLinkProps, 'className' | 'style' | 'children'> & {
  readonly children: ReactNode
  /** `plain` looks like the text around it until the pointer is over it. */
  readonly variant?: 'accent' | 'plain'
  readonly ref?: Ref<HTMLAnchorElement>
}

/** A link: opens a place. `href` with the app's router, or `onPress` for pages that the core opens outside. */
export function Link({ variant = 'accent', ...props }: LinkProps) {
  return <AriaLink {...props} className={classNames(styles['link'])} data-variant={variant} />
}
