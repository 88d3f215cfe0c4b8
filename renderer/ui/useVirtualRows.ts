import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  type RefObject,
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
  /** A quicker way to a row than looking at each key; -1 for none. */
  readonly indexOf?: (key: string) => number
  /** Where the cursor starts when nothing was pointed at yet. */
  readonly selectedKey: string | null
  readonly rowHeight: number | undefined
}

export type VirtualRows = {
  readonly boxRef: RefObject<HTMLDivElement | null>
  readonly virtualizer: Virtualizer<HTMLDivElement, Element>
  readonly cursor: number
  readonly setCursor: (index: number) => void
  readonly rowId: (index: number) => string
  /** Handles the keys of movement and type-ahead; true when the key was one of them. */
  readonly onMoveKey: (event: KeyboardEvent) => boolean
  /** After a key that the list or tree took for itself: the next letter begins a new word. */
  readonly endTyping: () => void
  /** Puts the cursor on the selected or first row when the box gets the focus without one. */
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

/** The row height of the density, in pixels: `--row` of tokens.css. Read once: asking for it lays the page out. */
function useRowHeight(): number {
  return useSyncExternalStore(subscribeToDensity, () => {
    if (Number.isNaN(rowHeight)) readRowHeight()
    return rowHeight
  })
}

/** Where the row with `key` is: looked for at `hint` first, because rows seldom move. */
function indexOfKey(key: string | null, hint: number, rows: Rows): number {
  if (key === null) return -1
  if (hint < rows.count && hint >= 0 && rows.getKey(hint) === key) return hint
  if (rows.indexOf !== undefined) return rows.indexOf(key)
  for (let index = 0; index < rows.count; index++) if (rows.getKey(index) === key) return index
  return -1
}

/**
 * What VirtualList and VirtualTree share: only the rows in sight are mounted, the focus stays on the box, and
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
    // No getItemKey: a new function on each render would lay all rows out anew. The rows' React keys are theirs.
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
