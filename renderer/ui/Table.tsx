import { ChevronDown, ChevronUp } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  Cell,
  Column,
  Row,
  type SortDescriptor,
  Table as AriaTable,
  TableBody,
  TableHeader,
} from 'react-aria-components'
import { classNames } from './classNames.ts'
import styles from './Table.module.css'

export type TableColumn<Item> = {
  readonly id: string
  readonly title: ReactNode
  readonly cell: (item: Item) => ReactNode
  /** The column that names the row for a screen reader. */
  readonly isRowHeader?: boolean
  readonly align?: 'start' | 'end'
  readonly isSortable?: boolean
  /** A CSS width: `120px`, `30%`. */
  readonly width?: string
}

export type TableProps<Item> = {
  readonly label: string
  readonly columns: readonly TableColumn<Item>[]
  readonly items: readonly Item[]
  readonly getId: (item: Item) => string
  /** Enter or a press on the row. */
  readonly onOpen?: (item: Item) => void
  readonly sort?: SortDescriptor
  readonly onSort?: (sort: SortDescriptor) => void
  /** Shown instead of rows. */
  readonly empty?: ReactNode
}

/** Rows and columns share one namespace: a row with the name of a column would replace it. */
const rowId = (id: string) => `row:${id}`

/**
 * A table for up to some hundred rows. A list that can grow belongs in VirtualList. Cells may hold buttons and fields.
 */
export function Table<Item extends object>({
  label,
  columns,
  items,
  getId,
  onOpen,
  sort,
  onSort,
  empty,
}: TableProps<Item>) {
  const byId = new Map(items.map((item) => [rowId(getId(item)), item]))
  return (
    <AriaTable
      aria-label={label}
      className={classNames(styles['table'])}
      {...(sort !== undefined && { sortDescriptor: sort })}
      {...(onSort !== undefined && { onSortChange: onSort })}
      {...(onOpen !== undefined && {
        onRowAction: (key) => {
          const item = byId.get(String(key))
          if (item !== undefined) onOpen(item)
        },
      })}
    >
      <TableHeader>
        {columns.map((column) => (
          <Column
            key={column.id}
            id={column.id}
            isRowHeader={column.isRowHeader ?? false}
            allowsSorting={column.isSortable ?? false}
            className={classNames(styles['column'])}
            data-align={column.align}
            {...(column.width !== undefined && { style: { width: column.width } })}
          >
            {({ sortDirection }) => (
              <span className={styles['title']}>
                {column.title}
                {sortDirection === 'ascending' && <ChevronUp size={12} aria-hidden="true" />}
                {sortDirection === 'descending' && <ChevronDown size={12} aria-hidden="true" />}
              </span>
            )}
          </Column>
        ))}
      </TableHeader>
      <TableBody renderEmptyState={() => <div className={styles['empty']}>{empty}</div>}>
        {items.map((item) => (
          <Row key={getId(item)} id={rowId(getId(item))} className={classNames(styles['row'])}>
            {columns.map((column) => (
              <Cell key={column.id} className={classNames(styles['cell'])} data-align={column.align}>
                {column.cell(item)}
              </Cell>
            ))}
          </Row>
        ))}
      </TableBody>
    </AriaTable>
  )
}
