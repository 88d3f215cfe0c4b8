import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { Header, ListBox, ListBoxItem, ListBoxSection, Text } from 'react-aria-components'
import { classNames } from './classNames.ts'
import rows from './shared/listRows.module.css'
import styles from './Option.module.css'

/** A choice of a Select or ComboBox. */
export type Option<Value extends string = string> = {
  readonly value: Value
  /** The label; type-ahead and filters also search it. */
  readonly label: string
  readonly description?: string | undefined
  readonly mark?: ReactNode
  readonly isDisabled?: boolean
  /** Options of one section are grouped under its title. */
  readonly section?: string | undefined
}

/** The list of choices inside a Select's or ComboBox's popover. Props: `options`, `empty` (shown when there is none). */
export function OptionList({ options, empty }: { options: readonly Option[]; empty?: ReactNode }) {
  const sections = Map.groupBy(options, (option) => option.section ?? '')
  return (
    <ListBox
      className={classNames(rows['list'], styles['list'])}
      renderEmptyState={() => <div className={styles['empty']}>{empty}</div>}
    >
      {[...sections].map(([section, members]) =>
        section === '' ? (
          members.map((option) => <OptionRow key={option.value} option={option} />)
        ) : (
          <ListBoxSection key={section} id={`section:${section}`}>
            <Header className={classNames(rows['header'])}>{section}</Header>
            {members.map((option) => (
              <OptionRow key={option.value} option={option} />
            ))}
          </ListBoxSection>
        ),
      )}
    </ListBox>
  )
}

function OptionRow({ option }: { option: Option }) {
  return (
    <ListBoxItem
      id={option.value}
      textValue={option.label}
      isDisabled={option.isDisabled ?? false}
      className={classNames(rows['row'], styles['option'])}
    >
      {({ isSelected }) => (
        <>
          <span className={styles['check']}>{isSelected && <Check size={14} aria-hidden="true" />}</span>
          {option.mark}
          <span className={rows['words']}>
            <Text slot="label">{option.label}</Text>
            {option.description !== undefined && (
              <Text slot="description" className={classNames(rows['description'])}>
                {option.description}
              </Text>
            )}
          </span>
        </>
      )}
    </ListBoxItem>
  )
}
