import { type ReactNode, type Ref, useId } from 'react'
import { Button as AriaButton, type ButtonProps as AriaButtonProps, TooltipTrigger } from 'react-aria-components'
import styles from './Button.module.css'
import { classNames } from './classNames.ts'
import { whilePending } from './pending.ts'
import { sayReason } from './sayReason.ts'
import { Spinner } from './Spinner.tsx'
import { TooltipBubble } from './Tooltip.tsx'
import { VisuallyHidden } from './VisuallyHidden.tsx'

export type ButtonProps = Omit<AriaButtonProps, 'children' | 'className' | 'style' | 'aria-disabled'> & {
  readonly children: ReactNode
  /** `primary` once a screen; `danger` destroys and is never the default. */
  readonly variant?: 'primary' | 'secondary' | 'quiet' | 'danger'
  readonly size?: 'normal' | 'small'
  /** A 16 px lucide icon before the label. */
  readonly icon?: ReactNode
  readonly iconAfter?: ReactNode
  /** Why it cannot be pressed now. The button stays focusable and shows the reason. */
  readonly disabledReason?: string | undefined
  readonly ref?: Ref<HTMLButtonElement>
}

/**
 * A button with a label: a verb and the object's name.
 * `onPress`, `type`, `isDisabled`, `isPending` and the aria- props are React Aria's. `autoFocus` works without `ref`.
 */
export function Button({ disabledReason, ...props }: ButtonProps) {
  return disabledReason === undefined ? (
    <PlainButton {...props} />
  ) : (
    <ExplainedButton {...props} reason={disabledReason} />
  )
}

/**
 * Focuses a new button at once. After a click that was made by a key, React Aria's own `autoFocus` waits for every
 * transition on the page, and loses the focus when one of them is canceled.
 */
const takeFocus = (button: HTMLButtonElement | null): void => button?.focus()

function PlainButton({
  children,
  variant = 'secondary',
  size = 'normal',
  icon,
  iconAfter,
  isPending = false,
  autoFocus = false,
  ref,
  ...props
}: Omit<ButtonProps, 'disabledReason'>) {
  return (
    <AriaButton
      {...props}
      ref={ref ?? (autoFocus ? takeFocus : null)}
      {...(isPending && whilePending)}
      className={classNames(styles['button'])}
      data-variant={variant}
      data-size={size}
    >
      {isPending ? <Spinner /> : icon}
      <span className={styles['words']}>{children}</span>
      {iconAfter}
    </AriaButton>
  )
}

function ExplainedButton({
  reason,
  isDisabled: _isDisabled,
  onPress: _onPress,
  ...props
}: Omit<ButtonProps, 'disabledReason'> & { readonly reason: string }) {
  const reasonId = useId()
  return (
    <TooltipTrigger delay={300} closeDelay={60}>
      {/* `type="button"`, so that it does not submit its form. */}
      <PlainButton
        {...props}
        type="button"
        {...{ 'aria-disabled': true }}
        aria-describedby={reasonId}
        onPress={() => sayReason(reason)}
      />
      <VisuallyHidden id={reasonId}>{reason}</VisuallyHidden>
      <TooltipBubble>{reason}</TooltipBubble>
    </TooltipTrigger>
  )
}
