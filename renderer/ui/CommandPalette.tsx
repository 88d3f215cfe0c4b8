import { useState, type ReactNode } from 'react'
import {
  Autocomplete,
  Dialog as AriaDialog,
  Header,
  Input,
  Keyboard,
  Menu as AriaMenu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
  Text,
} from 'react-aria-components'
import { comparable } from '../lib/search.ts'
import { classNames } from './classNames.ts'
import { shortcutText } from './Kbd.tsx'
import rows from './shared/listRows.module.css'
import styles from './CommandPalette.module.css'
import { ExactText } from './ExactText.tsx'
import { visibleText } from '../lib/exactPieces.ts'

export type Command = {
  readonly id: string
  readonly label: string
  /** The label is a path or name of the server. */
  readonly isPath?: boolean
  /** Further texts that find it: an address, a synonym. */
  readonly keywords?: string
  /** Quiet, to the right of the label. */
  readonly hint?: string | undefined
  readonly icon?: ReactNode
  readonly shortcut?: string | undefined
  readonly onAction: () => void
}

export type CommandGroup = { readonly id: string; readonly title: string; readonly commands: readonly Command[] }

export type CommandPaletteProps = {
  readonly isOpen: boolean
  readonly onOpenChange: (isOpen: boolean) => void
  /** Its name for a screen reader, and the placeholder. */
  readonly label: string
  /** Shown when nothing matches. */
  readonly empty: string
  readonly groups: readonly CommandGroup[]
  /** Returns groups for the typed text, which are shown first and not filtered: places, addresses. */
  readonly groupsFor?: (typed: string) => readonly CommandGroup[]
}

/** Every available command, found by typing. Arrows select, Enter runs, Escape closes. */
export function CommandPalette({ isOpen, onOpenChange, label, empty, groups, groupsFor }: CommandPaletteProps) {
  return (
    <ModalOverlay className={classNames(styles['scrim'])} isOpen={isOpen} onOpenChange={onOpenChange} isDismissable>
      <Modal className={classNames(styles['modal'])}>
        <AriaDialog className={classNames(styles['dialog'])} aria-label={label}>
          <Commands
            label={label}
            empty={empty}
            groups={groups}
            groupsFor={groupsFor}
            onDone={() => onOpenChange(false)}
          />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

function Commands({
  label,
  empty,
  groups,
  groupsFor,
  onDone,
}: Omit<CommandPaletteProps, 'isOpen' | 'onOpenChange' | 'groupsFor'> & {
  groupsFor: CommandPaletteProps['groupsFor'] | undefined
  onDone: () => void
}) {
  const [typed, setTyped] = useState('')
  // Every word must be found, in any order.
  const words = comparable(typed)
    .split(/\s+/)
    .filter((word) => word !== '')
  const fits = (text: string) => words.every((word) => comparable(text).includes(word))
  const found = groups
    .map((group) => ({
      ...group,
      commands: group.commands.filter(({ label: name, keywords }) => fits(`${name} ${keywords ?? ''} ${group.title}`)),
    }))
    .filter((group) => group.commands.length > 0)
  const shown = [...(groupsFor?.(typed) ?? []).filter((group) => group.commands.length > 0), ...found]

  return (
    <Autocomplete inputValue={typed} onInputChange={setTyped} disableVirtualFocus={false}>
      <SearchField aria-label={label} autoFocus className={classNames(styles['search'])}>
        <Input className={classNames(styles['input'])} placeholder={label} spellCheck="false" autoComplete="off" />
      </SearchField>
      {/* Scrollable content is reachable by keyboard (WCAG 2.1.1), although the arrows show every entry. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles['scroll']} tabIndex={0}>
        <AriaMenu
          aria-label={label}
          className={classNames(styles['menu'])}
          onClose={onDone}
          renderEmptyState={() => <p className={styles['empty']}>{empty}</p>}
        >
          {shown.map((group) => (
            <MenuSection key={group.id} id={group.id}>
              <Header className={classNames(styles['header'])}>{group.title}</Header>
              {group.commands.map((command) => (
                <MenuItem
                  key={command.id}
                  id={command.id}
                  textValue={command.isPath === true ? visibleText(command.label, 'path') : command.label}
                  onAction={() => {
                    onDone()
                    command.onAction()
                  }}
                  className={classNames(rows['row'], styles['item'])}
                >
                  <span className={styles['mark']} aria-hidden="true">
                    {command.icon}
                  </span>
                  <Text slot="label" className={classNames(styles['label'])}>
                    {command.isPath === true ? <ExactText text={command.label} kind="path" /> : command.label}
                  </Text>
                  {command.hint !== undefined && (
                    <Text slot="description" className={classNames(styles['hint'])}>
                      {command.hint}
                    </Text>
                  )}
                  {command.shortcut !== undefined && (
                    <Keyboard className={classNames(styles['shortcut'])}>{shortcutText(command.shortcut)}</Keyboard>
                  )}
                </MenuItem>
              ))}
            </MenuSection>
          ))}
        </AriaMenu>
      </div>
    </Autocomplete>
  )
}
