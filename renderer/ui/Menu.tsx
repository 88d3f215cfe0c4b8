import { Check } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import {
  Header,
  Keyboard,
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  type PopoverProps,
  Separator,
  Text,
} from 'react-aria-components'
import { classNames } from './classNames.ts'
import { shortcutText } from './Kbd.tsx'
import rows from './shared/listRows.module.css'
import styles from './Menu.module.css'
import { panelClass } from './Popover.tsx'
import { ExactText } from './ExactText.tsx'
import { visibleText } from '../lib/exactPieces.ts'

export type MenuItem = {
  readonly id: string
  readonly label: string
  /** The label is a path or name of the server. */
  readonly isPath?: boolean
  readonly description?: string | undefined
  readonly icon?: ReactNode
  /** As `Mod+Shift+C`. Only shown: the page binds it. */
  readonly shortcut?: string | undefined
  readonly isDanger?: boolean
  readonly isDisabled?: boolean
  /** A check mark before the current choice. */
  readonly isChecked?: boolean
  readonly onAction?: () => void
  /** Makes it a link. */
  readonly href?: string
}

export type MenuGroup = { readonly title?: string; readonly items: readonly MenuItem[] }

export type MenuProps = {
  /** The button that opens it: a Button or an IconButton. */
  readonly trigger: ReactElement
  /** The menu's name for a screen reader. */
  readonly label: string
  /** Groups with lines between them; destructive items go into the last. */
  readonly groups: readonly MenuGroup[]
  readonly placement?: NonNullable<PopoverProps['placement']>
  readonly isOpen?: boolean
  readonly onOpenChange?: (isOpen: boolean) => void
}

/** Actions behind a button. */
export function Menu({ trigger, label, groups, placement = 'bottom start', ...state }: MenuProps) {
  const hasMarks = groups.some((group) =>
    group.items.some((item) => item.icon !== undefined || item.isChecked !== undefined),
  )
  return (
    <MenuTrigger {...state}>
      {trigger}
      <Popover className={panelClass} placement={placement} offset={4}>
        <AriaMenu className={classNames(rows['list'], styles['menu'])} aria-label={label}>
          {groups
            .filter((group) => group.items.length > 0)
            .flatMap((group, index) => {
              const id = group.items[0]?.id ?? ''
              const section = (
                <MenuSection key={id} {...(group.title === undefined && { 'aria-label': label })}>
                  {group.title !== undefined && <Header className={classNames(rows['header'])}>{group.title}</Header>}
                  {group.items.map((item) => (
                    <MenuRow key={item.id} item={item} hasMarks={hasMarks} />
                  ))}
                </MenuSection>
              )
              return index === 0
                ? [section]
                : [<Separator key={`before ${id}`} className={classNames(styles['line'])} />, section]
            })}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}

function MenuRow({ item, hasMarks }: { item: MenuItem; hasMarks: boolean }) {
  return (
    <AriaMenuItem
      id={item.id}
      textValue={item.isPath === true ? visibleText(item.label, 'path') : item.label}
      isDisabled={item.isDisabled ?? false}
      {...(item.onAction !== undefined && { onAction: item.onAction })}
      {...(item.href !== undefined && { href: item.href })}
      className={classNames(rows['row'], styles['item'])}
      data-danger={item.isDanger || undefined}
    >
      {hasMarks && (
        <span className={styles['mark']}>
          {item.isChecked === true ? <Check size={14} aria-hidden="true" /> : item.icon}
        </span>
      )}
      <span className={classNames(rows['words'], styles['words'])}>
        <Text slot="label">{item.isPath === true ? <ExactText text={item.label} kind="path" /> : item.label}</Text>
        {item.description !== undefined && (
          <Text slot="description" className={classNames(rows['description'])}>
            {item.description}
          </Text>
        )}
      </span>
      {item.shortcut !== undefined && (
        <Keyboard className={classNames(styles['shortcut'])}>{shortcutText(item.shortcut)}</Keyboard>
      )}
    </AriaMenuItem>
  )
}
