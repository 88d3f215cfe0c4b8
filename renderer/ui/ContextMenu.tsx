import { useRef } from 'react'
import { Button } from 'react-aria-components'
import { classNames } from './classNames.ts'
import styles from './ContextMenu.module.css'
import { Menu, type MenuGroup } from './Menu.tsx'

export type ContextMenuProps = {
  readonly label: string
  readonly groups: readonly MenuGroup[]
  /** In the window's pixels: the position of the pointer or the row. */
  readonly position: { readonly x: number; readonly y: number }
  readonly onClose: () => void
}

/** The actions on an item, at its position. Closing returns the focus to where it was. */
export function ContextMenu({ label, groups, position, onClose }: ContextMenuProps) {
  const before = useRef(document.activeElement)
  return (
    <Menu
      isOpen
      onOpenChange={() => {
        onClose()
        if (before.current instanceof HTMLElement) before.current.focus()
      }}
      label={label}
      groups={groups}
      trigger={
        <Button
          className={classNames(styles['point'])}
          style={{ left: position.x, top: position.y }}
          aria-label={label}
          excludeFromTabOrder
        />
      }
    />
  )
}
