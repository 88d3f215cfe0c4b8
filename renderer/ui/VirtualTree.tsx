// The ARIA pattern with `aria-activedescendant`: the box has the focus and the keys, the rows have the roles.
/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/interactive-supports-focus, jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */
import { ChevronRight } from 'lucide-react'
import { type CSSProperties, type KeyboardEvent, type ReactNode, type Ref, useImperativeHandle } from 'react'
import { classNames } from './classNames.ts'
import { Spinner } from './Spinner.tsx'
import type { TreeRow, TreeRows } from './treeRows.ts'
import { useVirtualRows } from './useVirtualRows.ts'
import type { VirtualListHandle } from './VirtualList.tsx'
import styles from './VirtualTree.module.css'
import virtualRows from './shared/virtualRows.module.css'

export type VirtualTreeProps<Row extends TreeRow> = {
  readonly label: string
  /** The visible rows, top to bottom: see treeRows.ts. Keep the object's identity while nothing changes. */
  readonly rows: TreeRows<Row>
  /** The row's content: icon, name, dots. No buttons: a tree item has no controls inside. */
  readonly renderRow: (row: Row) => ReactNode
  readonly selectedKey?: string | null
  /** A press, Enter or Space. For a folder the page usually toggles it. */
  readonly onOpen?: (row: Row) => void
  /** Arrow keys, the twist, and `*` (all closed siblings at once). */
  readonly onToggle: (rows: readonly Row[], isExpanded: boolean) => void
  readonly onCursor?: (row: Row) => void
  /** Keys that the tree does not use itself: Delete, F2, Mod+C. */
  readonly onKey?: (event: KeyboardEvent, row: Row) => void
  readonly onContextMenu?: (row: Row, position: { readonly x: number; readonly y: number }) => void
  /** In pixels; without it, the row height of the density. */
  readonly rowHeight?: number
  readonly empty?: ReactNode
  readonly ref?: Ref<VirtualListHandle>
}

/** A tree of any size: the ARIA tree pattern on one flat array, of which only the visible rows exist. */
export function VirtualTree<Row extends TreeRow>({
  label,
  rows,
  renderRow,
  selectedKey = null,
  onOpen,
  onToggle,
  onCursor,
  onKey,
  onContextMenu,
  rowHeight,
  empty,
  ref,
}: VirtualTreeProps<Row>) {
  const at = (index: number) => rows.at(index)
  const virtual = useVirtualRows({
    count: rows.count,
    getKey: (index) => at(index).key,
    getText: (index) => rows.textAt(index),
    indexOf: (key) => rows.indexOf(key),
    selectedKey,
    rowHeight,
  })
  const { boxRef, virtualizer, cursor, setCursor } = virtual

  useImperativeHandle(ref, () => ({ focus: () => boxRef.current?.focus(), show: setCursor }))

  function moveTo(index: number) {
    setCursor(index)
    onCursor?.(at(index))
  }

  /** The keys that only a tree has. Returns whether the key was one of them. */
  function onTreeKey(key: string, row: Row): boolean {
    switch (key) {
      case 'ArrowRight':
        if (row.isExpanded === false) onToggle([row], true)
        else if (row.isExpanded === true && cursor + 1 < rows.count && rows.parentOf(cursor + 1) === cursor)
          moveTo(cursor + 1)
        return true
      case 'ArrowLeft': {
        if (row.isExpanded === true) {
          onToggle([row], false)
          return true
        }
        const parent = rows.parentOf(cursor)
        if (parent !== undefined) moveTo(parent)
        return true
      }
      case '*': {
        const siblings = rows.closedSiblings(cursor)
        if (siblings.length > 0) onToggle(siblings, true)
        return true
      }
      case 'Enter':
      case ' ':
        onOpen?.(row)
        return true
      default:
        return false
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    const row = cursor === -1 ? undefined : at(cursor)
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey
    if (row !== undefined && isPlain && onTreeKey(event.key, row)) {
      event.preventDefault()
      virtual.endTyping()
    } else if (!virtual.onMoveKey(event) && row !== undefined) onKey?.(event, row)
  }

  // The same box without its role: the focus stays in it, and keys reach the rows that come next.
  const isEmpty = rows.count === 0 && empty !== undefined
  return (
    <div
      ref={boxRef}
      className={classNames(virtualRows['box'])}
      role={isEmpty ? 'group' : 'tree'}
      aria-label={label}
      aria-activedescendant={cursor === -1 ? undefined : virtual.rowId(cursor)}
      tabIndex={isEmpty ? -1 : 0}
      onKeyDown={onKeyDown}
      onFocus={virtual.onFocus}
      onContextMenu={(event) => {
        // The menu key: the box has the focus, so the row under the cursor is meant.
        const isByKey = event.target === event.currentTarget || event.button !== 2
        const row = cursor === -1 ? undefined : document.getElementById(virtual.rowId(cursor))
        if (!isByKey || onContextMenu === undefined || !row) return
        event.preventDefault()
        const { left, bottom } = row.getBoundingClientRect()
        onContextMenu(at(cursor), { x: left + 24, y: bottom })
      }}
    >
      {isEmpty && empty}
      <div className={virtualRows['ground']} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, size, start }) => {
          const row = at(index)
          return (
            <div
              key={row.key}
              id={virtual.rowId(index)}
              className={classNames(virtualRows['row'], virtualRows['treeRow'])}
              role="treeitem"
              aria-level={row.level}
              aria-setsize={row.setSize}
              aria-posinset={row.position}
              aria-expanded={row.isExpanded}
              aria-selected={row.key === selectedKey}
              aria-busy={row.isBusy || undefined}
              data-cursor={index === cursor || undefined}
              style={{ height: size, transform: `translateY(${start}px)`, '--level': row.level } as CSSProperties}
              onClick={() => {
                moveTo(index)
                onOpen?.(row)
              }}
              onContextMenu={(event) => {
                if (onContextMenu === undefined || event.button !== 2) return
                event.preventDefault()
                event.stopPropagation()
                setCursor(index)
                onContextMenu(row, { x: event.clientX, y: event.clientY })
              }}
            >
              {/* The twist is for the pointer; by keyboard it is the arrow keys. */}
              {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
              <span
                className={styles['twist']}
                onClick={(event) => {
                  if (row.isExpanded === undefined) return
                  event.stopPropagation()
                  setCursor(index)
                  onToggle([row], !row.isExpanded)
                }}
              >
                {row.isBusy === true ? (
                  <Spinner />
                ) : (
                  row.isExpanded !== undefined && <ChevronRight size={14} aria-hidden="true" />
                )}
              </span>
              <span className={styles['content']}>{renderRow(row)}</span>
            </div>
          )
        })}
      </div>
    </div>
  )
}
