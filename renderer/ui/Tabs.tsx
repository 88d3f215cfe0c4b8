import type { ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components'
import { classNames } from './classNames.ts'
import styles from './Tabs.module.css'

export type TabItem<Id extends string> = {
  readonly id: Id
  readonly label: ReactNode
  /** A count or a dot after the label. */
  readonly mark?: ReactNode
  readonly content: ReactNode
  readonly isDisabled?: boolean
}

export type TabsProps<Id extends string> = {
  readonly label: string
  readonly items: readonly TabItem<Id>[]
  readonly selected?: Id
  readonly onSelect?: (id: Id) => void
  /** Shown at the right end of the tab line. */
  readonly after?: ReactNode
}

/** Views of one thing. Only the visible panel is mounted. */
export function Tabs<Id extends string>({ label, items, selected, onSelect, after }: TabsProps<Id>) {
  return (
    <AriaTabs
      className={classNames(styles['tabs'])}
      {...(selected !== undefined && { selectedKey: selected })}
      {...(onSelect !== undefined && { onSelectionChange: (key) => onSelect(key as Id) })}
    >
      <div className={styles['line']}>
        <TabList className={classNames(styles['list'])} aria-label={label}>
          {items.map((item) => (
            <Tab key={item.id} id={item.id} isDisabled={item.isDisabled ?? false} className={classNames(styles['tab'])}>
              {item.label}
              {item.mark}
            </Tab>
          ))}
        </TabList>
        {after}
      </div>
      {items.map((item) => (
        <TabPanel key={item.id} id={item.id} className={classNames(styles['panel'])}>
          {item.content}
        </TabPanel>
      ))}
    </AriaTabs>
  )
}
