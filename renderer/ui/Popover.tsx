import { type ReactElement, type ReactNode, useContext } from 'react'
import {
  DialogTrigger,
  OverlayTriggerStateContext,
  Popover as AriaPopover,
  type PopoverProps as AriaPopoverProps,
} from 'react-aria-components'
import { classNames } from './classNames.ts'
import styles from './Popover.module.css'

/** The class of every floating panel: menus, lists of choices, popovers. */
export const panelClass: string = classNames(styles['panel'])

export type PopoverProps = {
  /** The button that opens it. */
  readonly trigger: ReactElement
  /** The panel's name for a screen reader. */
  readonly label: string
  readonly children: ReactNode | ((close: () => void) => ReactNode)
  readonly placement?: NonNullable<AriaPopoverProps['placement']>
  readonly isOpen?: boolean
  readonly onOpenChange?: (isOpen: boolean) => void
}

/** A small panel next to its button: details or a short form. Escape and a press outside close it. */
export function Popover({ trigger, label, children, placement = 'bottom start', ...state }: PopoverProps) {
  return (
    <DialogTrigger {...state}>
      {trigger}
      {/* Without a Dialog inside, the panel itself is the dialog, and contains its hidden close button. */}
      <AriaPopover
        className={classNames(panelClass, styles['dialog'])}
        aria-label={label}
        placement={placement}
        offset={4}
      >
        {typeof children === 'function' ? <WithClose content={children} /> : children}
      </AriaPopover>
    </DialogTrigger>
  )
}

function WithClose({ content }: { content: (close: () => void) => ReactNode }) {
  const state = useContext(OverlayTriggerStateContext)
  return content(() => state?.close())
}
