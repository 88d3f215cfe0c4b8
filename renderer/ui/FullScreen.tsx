import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { classNames } from './classNames.ts'
import styles from './FullScreen.module.css'

export type FullScreenProps = {
  readonly title: ReactNode
  readonly children: ReactNode
  /** Buttons in one line: cancel first, the action last. */
  readonly actions: ReactNode
  /** Called on Escape. Absent: only the buttons close it. */
  readonly onEscape?: (() => void) | undefined
}

/** One thing on the whole window, which hides everything else. */
export function FullScreen({ title, children, actions, onEscape }: FullScreenProps) {
  return (
    <ModalOverlay
      isOpen
      isKeyboardDismissDisabled={onEscape === undefined}
      onOpenChange={() => onEscape?.()}
      className={classNames(styles['screen'])}
    >
      <Modal className={classNames(styles['body'])}>
        <AriaDialog className={classNames(styles['dialog'])}>
          <Heading slot="title" level={2} className={classNames(styles['title'])}>
            {title}
          </Heading>
          {children}
          <div className={styles['actions']}>{actions}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
