// The ARIA pattern with `aria-activedescendant`: the box has the focus and the keys, the rows have the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/interactive-supports-focus, jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */
import { type KeyboardEvent, type ReactNode, type Ref, useImperativeHandle } from 'react'
import { classNames } from './classNames.ts'
import { useVirtualRows } from './useVirtualRows.ts'
import virtualRows from './shared/virtualRows.module.css'

export type VirtualListHandle = {
  /** Moves the keyboard focus to the list. */
  readonly focus: () => void
  /** Moves the cursor to the row of that index and scrolls it into view. */
  readonly show: (index: number) => void
}

export type VirtualListProps<Item> = {
  readonly label: string
  /** Keep the array's identity while nothing changes. */
  readonly items: readonly Item[]
  readonly getKey: (item: Item) => string
  /** The text for type-ahead. */
  readonly getText: (item: Item) => string
  /** The row's content: text, dots, badges. No buttons: an option has no controls inside. */
  readonly renderItem: (item: Item, index: number) => ReactNode
  readonly selectedKey?: string | null
  /** Several at once; `onOpen` then selects and deselects. */
  readonly selectedKeys?: ReadonlySet<string>
  /** A press, Enter or Space. */
  readonly onOpen?: (item: Item) => void
  /** Follows the cursor, for a preview next to the list. */
  readonly onCursor?: (item: Item) => void
  /** Keys that the list does not use itself: Delete, F2, Mod+C. */
  readonly onKey?: (event: KeyboardEvent, item: Item) => void
  /** The up arrow on the first row: returns to a filter above the list. */
  readonly onLeaveTop?: () => void
  /** The right mouse button or the menu key. */
  readonly onContextMenu?: (item: Item, position: { readonly x: number; readonly y: number }) => void
  /** In pixels; without it, the row height of the density. */
  readonly rowHeight?: number
  readonly empty?: ReactNode
  readonly ref?: Ref<VirtualListHandle>
}

/** A list of any length: a listbox of which only the visible rows exist. It fills its parent's height. */
export function VirtualList<Item>({
  label,
  items,
  getKey,
  getText,
  renderItem,
  selectedKey = null,
  selectedKeys,
  onOpen,
  onCursor,
  onKey,
  onLeaveTop,
  onContextMenu,
  rowHeight,
  empty,
  ref,
}: VirtualListProps<Item>) {
  const at = (index: number) => items[index] as Item
  const rows = useVirtualRows({
    count: items.length,
    getKey: (index) => getKey(at(index)),
    getText: (index) => getText(at(index)),
    selectedKey,
    rowHeight,
  })
  const { boxRef, virtualizer, cursor, setCursor } = rows

  useImperativeHandle(ref, () => ({ focus: () => boxRef.current?.focus(), show: setCursor }))

  function moveTo(index: number) {
    setCursor(index)
    onCursor?.(at(index))
  }

  function onKeyDown(event: KeyboardEvent) {
    const item = items[cursor]
    if ((event.key === 'Enter' || event.key === ' ') && item !== undefined) {
      event.preventDefault()
      onOpen?.(item)
      return
    }
    if (event.key === 'ArrowUp' && cursor <= 0 && onLeaveTop !== undefined) {
      event.preventDefault()
      onLeaveTop()
      return
    }
    if (rows.onMoveKey(event)) return
    if (item !== undefined) onKey?.(event, item)
  }

  // The same box without its role: the focus stays in it, and keys reach the rows that come next.
  const isEmpty = items.length === 0 && empty !== undefined
  return (
    <div
      ref={boxRef}
      className={classNames(virtualRows['box'])}
      role={isEmpty ? 'group' : 'listbox'}
      aria-label={label}
      aria-multiselectable={selectedKeys === undefined || isEmpty ? undefined : true}
      aria-activedescendant={cursor === -1 ? undefined : rows.rowId(cursor)}
      tabIndex={isEmpty ? -1 : 0}
      onKeyDown={onKeyDown}
      onFocus={rows.onFocus}
    >
      {isEmpty && empty}
      <div className={virtualRows['ground']} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, size, start }) => {
          const item = at(index)
          return (
            <div
              key={getKey(item)}
              id={rows.rowId(index)}
              className={virtualRows['row']}
              role="option"
              aria-selected={selectedKeys?.has(getKey(item)) ?? getKey(item) === selectedKey}
              aria-setsize={items.length}
              aria-posinset={index + 1}
              data-cursor={index === cursor || undefined}
              style={{ height: size, transform: `translateY(${start}px)` }}
              onClick={() => {
                moveTo(index)
                onOpen?.(item)
              }}
              onContextMenu={(event) => {
                if (onContextMenu === undefined) return
                event.preventDefault()
                setCursor(index)
                onContextMenu(item, { x: event.clientX, y: event.clientY })
              }}
            >
              {renderItem(item, index)}
            </div>
          )
        })}
      </div>
    </div>
  )
}
