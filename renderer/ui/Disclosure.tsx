import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, Disclosure as AriaDisclosure, DisclosurePanel } from 'react-aria-components'
import { classNames } from './classNames.ts'
import styles from './Disclosure.module.css'

export type DisclosureProps = {
  readonly title: ReactNode
  readonly children: ReactNode
  readonly isOpenAtFirst?: boolean
  readonly isOpen?: boolean
  readonly onOpenChange?: (isOpen: boolean) => void
}

/** Folds rarely needed content: details, rare settings. */
export function Disclosure({ title, children, isOpenAtFirst = false, isOpen, onOpenChange }: DisclosureProps) {
  return (
    <AriaDisclosure
      className={classNames(styles['disclosure'])}
      defaultExpanded={isOpenAtFirst}
      {...(isOpen !== undefined && { isExpanded: isOpen })}
      {...(onOpenChange !== undefined && { onExpandedChange: onOpenChange })}
    >
      <Button slot="trigger" className={classNames(styles['trigger'])}>
        <ChevronRight size={14} className={styles['chevron']} aria-hidden="true" />
        {title}
      </Button>
      <DisclosurePanel className={classNames(styles['panel'])}>
        <div className={styles['content']}>{children}</div>
      </DisclosurePanel>
    </AriaDisclosure>
  )
}
