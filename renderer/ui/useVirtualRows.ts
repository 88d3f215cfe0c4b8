import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { createTypeAhead, movedIndex, typedIndex } from './rowCursor.ts'

type Rows = {
  readonly count: number
  readonly getKey: (index: number) => string
  readonly getText: (index: number) => string
  /** A faster way to find a row than comparing each key; -1 for none. */
  readonly indexOf?: (key: string) => number
  /** The cursor's first row when no row was selected yet. A new one is scrolled into view as soon as it has a row. */
  readonly selectedKey: string | null
  readonly rowHeight: number | undefined
}

export type VirtualRows = {
  readonly boxRef: RefObject<HTMLDivElement | null>
  readonly virtualizer: Virtualizer<HTMLDivElement, Element>
  readonly cursor: number
  readonly setCursor: (index: number) => void
  readonly rowId: (index: number) => string
  /** Handles the keys of movement and type-ahead; returns whether the key was one of them. */
  readonly onMoveKey: (event: KeyboardEvent) => boolean
  /** After a key that the list or tree handled itself: the next letter begins a new word. */
  readonly endTyping: () => void
  /** Moves the cursor to the selected or first row when the box gets the focus without one. */
  readonly onFocus: () => void
}

let rowHeight = Number.NaN

function readRowHeight(): void {
  const height = Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--row'))
  rowHeight = Number.isFinite(height) ? height : 28
}

function subscribeToDensity(onChange: () => void): () => void {
  const observer = new MutationObserver(() => {
    readRowHeight()
    onChange()
  })
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-density'] })
  readRowHeight()
  return () => observer.disconnect()
}

/** The row height of the density, in pixels: `--row` of tokens.css. Read once: reading it causes a layout. */
function useRowHeight(): number {
  return useSyncExternalStore(subscribeToDensity, () => {
    if (Number.isNaN(rowHeight)) readRowHeight()
    return rowHeight
  })
}

/** The index of the row with `key`: looked for at `hint` first, because rows seldom move. */
function indexOfKey(key: string | null, hint: number, rows: Rows): number {
  if (key === null) return -1
  if (hint < rows.count && hint >= 0 && rows.getKey(hint) === key) return hint
  if (rows.indexOf !== undefined) return rows.indexOf(key)
  for (let index = 0; index < rows.count; index++) if (rows.getKey(index) === key) return index
  return -1
}

/** Keeps the row of the cursor where it is on the screen when rows are added or removed above it. */
function useAnchor(
  boxRef: RefObject<HTMLDivElement | null>,
  { key, index, height }: { readonly key: string | null; readonly index: number; readonly height: number },
): void {
  const before = useRef({ key, index })
  useLayoutEffect(() => {
    const { key: keyBefore, index: indexBefore } = before.current
    before.current = { key, index }
    const box = boxRef.current
    if (box === null || key !== keyBefore || index === indexBefore || index === -1 || indexBefore === -1) return
    const top = indexBefore * height - box.scrollTop
    const wasInView = top > -height && top < box.clientHeight
    if (wasInView) box.scrollTop += (index - indexBefore) * height
  }, [boxRef, key, index, height])
}

/**
 * Moves the cursor once to a newly selected row, which may get its row only later: a folder above it is being listed.
 */
function useSelectedInView(rows: Rows, setCursor: (index: number) => void, onNone: () => void): void {
  const shown = useRef<string | null>(null)
  const { selectedKey } = rows
  useEffect(() => {
    if (shown.current === selectedKey) return
    const index = indexOfKey(selectedKey, -1, rows)
    if (index !== -1) setCursor(index)
    else if (selectedKey === null) onNone()
    else return
    shown.current = selectedKey
  })
}

/**
 * The common part of VirtualList and VirtualTree: only the visible rows are mounted, the focus stays on the box, and
 * `aria-activedescendant` names the row of the cursor, which is therefore always mounted.
 */
export function useVirtualRows(rows: Rows): VirtualRows {
  const boxRef = useRef<HTMLDivElement>(null)
  const id = useId()
  const densityHeight = useRowHeight()
  const height = rows.rowHeight ?? densityHeight
  const [place, setPlace] = useState<{ key: string | null; hint: number }>({ key: null, hint: -1 })
  const [typeAhead] = useState(createTypeAhead)
  const cursor = indexOfKey(place.key, place.hint, rows)

  // oxlint-disable-next-line react/incompatible-library -- no React Compiler here
  const virtualizer = useVirtualizer<HTMLDivElement, Element>({
    count: rows.count,
    getScrollElement: () => boxRef.current,
    estimateSize: () => height,
    // No getItemKey: a new function on each render would lay all rows out again. The rows have their own React keys.
    overscan: 8,
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range)
      if (cursor === -1 || shown.includes(cursor)) return shown
      return cursor < range.startIndex ? [cursor, ...shown] : [...shown, cursor]
    },
  })

  useLayoutEffect(() => virtualizer.measure(), [virtualizer, height])

  function setCursor(index: number) {
    setPlace({ key: rows.getKey(index), hint: index })
    virtualizer.scrollToIndex(index)
  }
  /** For a row that was usually just pressed: `scrollToIndex` reads the layout, which the next page has changed. */
  function selectRow(index: number) {
    setPlace({ key: rows.getKey(index), hint: index })
    const { scrollOffset, scrollRect } = virtualizer
    const top = index * height - (scrollOffset ?? 0)
    const isInView = scrollRect !== null && top >= 0 && top + height <= scrollRect.height
    if (!isInView) virtualizer.scrollToIndex(index)
  }

  // The row of the cursor is gone while the box has the focus: the next key acts on the row that took its place.
  useLayoutEffect(() => {
    if (cursor !== -1 || rows.count === 0 || boxRef.current !== document.activeElement) return
    setCursor(Math.min(Math.max(place.hint, 0), rows.count - 1))
  })
  useAnchor(boxRef, { key: place.key, index: cursor, height })
  useSelectedInView(rows, selectRow, () => {
    // A list that has no selection any more starts at its first row again.
    if (boxRef.current !== document.activeElement) setPlace({ key: null, hint: -1 })
  })

  function onMoveKey(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false
    const page = Math.floor((boxRef.current?.clientHeight ?? 0) / height)
    const isLetter = event.key.length === 1 && event.key !== ' ' && event.key !== '*'
    const next = isLetter
      ? typedIndex(typeAhead.add(event.key, event.timeStamp), cursor, rows.count, rows.getText)
      : movedIndex(event.key, cursor, rows.count, page)
    if (!isLetter && next !== undefined) typeAhead.end()
    if (next === undefined) return isLetter
    event.preventDefault()
    setCursor(next)
    return true
  }

  function onFocus() {
    if (cursor !== -1 || rows.count === 0) return
    const selected = indexOfKey(rows.selectedKey, -1, rows)
    setCursor(selected === -1 ? 0 : selected)
  }

  return {
    boxRef,
    virtualizer,
    cursor,
    setCursor,
    rowId: (index) => `${id}row${index}`,
    onMoveKey,
    endTyping: typeAhead.end,
    onFocus,
  }
}
