import type { ReactNode } from 'react'
import { Link as AriaLink, TooltipTrigger } from 'react-aria-components'
import { classNames } from './classNames.ts'
import { Kbd } from './Kbd.tsx'
import styles from './RailLink.module.css'
import { TooltipBubble } from './Tooltip.tsx'
import { VisuallyHidden } from './VisuallyHidden.tsx'

export type RailLinkProps = {
  readonly href: string
  /** A 16 px icon or a dot. */
  readonly icon: ReactNode
  readonly label: string
  /** Additional text in the tooltip. */
  readonly hint?: string
  readonly shortcut?: string
  readonly isCurrent?: boolean
  /** Only the icon; the label moves to the tooltip. */
  readonly isCollapsed?: boolean
  /** A 12 px sign of a problem, with its text. */
  readonly mark?: ReactNode
  readonly markLabel?: string
}

/** A link in the rail at the left edge. */
export function RailLink({
  href,
  icon,
  label,
  hint,
  shortcut,
  isCurrent = false,
  isCollapsed = false,
  mark,
  markLabel,
}: RailLinkProps) {
  return (
    <TooltipTrigger
      delay={600}
      closeDelay={60}
      isDisabled={!isCollapsed && hint === undefined && shortcut === undefined}
    >
      <AriaLink
        href={href}
        className={classNames(styles['link'])}
        data-current={isCurrent || undefined}
        data-collapsed={isCollapsed || undefined}
        {...(isCurrent && { 'aria-current': 'page' as const })}
      >
        <span className={styles['icon']} aria-hidden="true">
          {icon}
        </span>
        {isCollapsed ? <VisuallyHidden>{label}</VisuallyHidden> : <span className={styles['label']}>{label}</span>}
        {mark !== undefined && (
          <span className={styles['mark']} aria-hidden="true">
            {mark}
          </span>
        )}
        {markLabel !== undefined && <VisuallyHidden>{markLabel}</VisuallyHidden>}
      </AriaLink>
      <TooltipBubble>
        {isCollapsed ? [label, hint].filter((part) => part !== undefined).join(' · ') : (hint ?? label)}
        {shortcut !== undefined && <Kbd keys={shortcut} />}
      </TooltipBubble>
    </TooltipTrigger>
  )
}
