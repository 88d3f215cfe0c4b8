import type { ReactNode, Ref } from 'react'
import { Button as AriaButton, type ButtonProps as AriaButtonProps, TooltipTrigger } from 'react-aria-components'
import { classNames } from './classNames.ts'
import styles from './IconButton.module.css'
import { Kbd } from './Kbd.tsx'
import { whilePending } from './pending.ts'
import { Spinner } from './Spinner.tsx'
import { TooltipBubble } from './Tooltip.tsx'

export type IconButtonProps = Omit<AriaButtonProps, 'children' | 'className' | 'style' | 'aria-label'> & {
  /** Its name for a screen reader, and its tooltip. */
  readonly label: string
  /** A 16 px lucide icon. */
  readonly children: ReactNode
  readonly shortcut?: string | undefined
  readonly variant?: 'quiet' | 'bordered' | 'danger'
  /** `small`: 24 px, for table rows and inside other controls. */
  readonly size?: 'normal' | 'small'
  /** Shown as pressed, for toggles; also announced to a screen reader. */
  readonly isActive?: boolean | undefined
  readonly ref?: Ref<HTMLButtonElement>
}

/** A button with only an icon, 28 × 28 px, always with a name and a tooltip. */
export function IconButton({
  label,
  children,
  shortcut,
  variant = 'quiet',
  size = 'normal',
  isActive,
  isPending = false,
  ...props
}: IconButtonProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={60}>
      <AriaButton
        {...props}
        {...(isPending && whilePending)}
        {...(isActive !== undefined && { 'aria-pressed': isActive })}
        aria-label={label}
        className={classNames(styles['button'])}
        data-variant={variant}
        data-size={size}
        data-active={isActive || undefined}
      >
        {isPending ? <Spinner /> : children}
      </AriaButton>
      <TooltipBubble>
        {label}
        {shortcut !== undefined && <Kbd keys={shortcut} />}
      </TooltipBubble>
    </TooltipTrigger>
  )
}
