import { useLingui } from '@lingui/react/macro'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { classNames } from './classNames.ts'
import styles from './Dialog.module.css'
import { IconButton } from './IconButton.tsx'

export type DialogProps = {
  readonly title: ReactNode
  readonly isOpen: boolean
  readonly onOpenChange: (isOpen: boolean) => void
  readonly children: ReactNode
  /** Buttons, right-aligned: cancel first, the action last. */
  readonly footer?: ReactNode
  /** At the left of the footer: a link, a note. */
  readonly footerNote?: ReactNode
  readonly size?: 'small' | 'medium' | 'large'
  /** False: only its own buttons close it, for content that must not be lost by an accidental press. */
  readonly isDismissable?: boolean
  readonly role?: 'dialog' | 'alertdialog'
}

/** A window over the page that waits for an answer. The focus stays in it and returns to where it came from. */
export function Dialog({
  title,
  isOpen,
  onOpenChange,
  children,
  footer,
  footerNote,
  size = 'medium',
  isDismissable = true,
  role = 'dialog',
}: DialogProps) {
  const { t } = useLingui()
  return (
    <ModalOverlay
      className={classNames(styles['scrim'])}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isDismissable={isDismissable}
      isKeyboardDismissDisabled={!isDismissable}
    >
      <Modal className={classNames(styles['modal'])} data-size={size}>
        <AriaDialog className={classNames(styles['dialog'])} role={role}>
          <header className={styles['header']}>
            <Heading slot="title" level={2} className={classNames(styles['title'])}>
              {title}
            </Heading>
            {isDismissable && (
              <IconButton label={t`Close`} onPress={() => onOpenChange(false)}>
                <X size={16} />
              </IconButton>
            )}
          </header>
          <div className={styles['body']}>{children}</div>
          {footer !== undefined && (
            <footer className={styles['footer']}>
              <div className={styles['note']}>{footerNote}</div>
              {footer}
            </footer>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
