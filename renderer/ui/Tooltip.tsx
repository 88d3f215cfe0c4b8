import type { ReactNode } from 'react'
import { Tooltip as AriaTooltip, type TooltipProps as AriaTooltipProps, TooltipTrigger } from 'react-aria-components'
import { classNames } from './classNames.ts'
import { Kbd } from './Kbd.tsx'
import styles from './Tooltip.module.css'

export type TooltipProps = {
  /** The one focusable element that the tooltip explains: a Button, an IconButton without its own, a Link. */
  readonly children: ReactNode
  readonly content: ReactNode
  /** A shortcut shown after the text, as `Kbd` writes it: `Mod+K`. */
  readonly shortcut?: string | undefined
  readonly placement?: AriaTooltipProps['placement']
}

/** A short explanation on hover and on keyboard focus; never the only place of necessary information. */
export function Tooltip({ children, content, shortcut, placement = 'bottom' }: TooltipProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={60}>
      {children}
      <TooltipBubble placement={placement}>
        {content}
        {shortcut !== undefined && <Kbd keys={shortcut} />}
      </TooltipBubble>
    </TooltipTrigger>
  )
}

/** Only the bubble, for triggers of another kind. */
export function TooltipBubble({
  children,
  placement = 'bottom',
}: {
  children: ReactNode
  placement?: AriaTooltipProps['placement']
}) {
  return (
    <AriaTooltip className={classNames(styles['tooltip'])} offset={6} placement={placement ?? 'bottom'}>
      {children}
    </AriaTooltip>
  )
}
