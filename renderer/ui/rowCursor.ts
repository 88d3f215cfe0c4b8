/** How the cursor of a long list or tree moves: WAI-ARIA Authoring Practices, listbox and tree view patterns. */
import { comparable } from '../lib/search.ts'

/**
 * Returns the row that a key leads to, or undefined when the key does not move.
 * `index` is -1 while there is no cursor; `page` is the number of visible rows.
 */
export function movedIndex(key: string, index: number, count: number, page: number): number | undefined {
  if (count === 0) return undefined
  const to = (target: number) => Math.min(count - 1, Math.max(0, target))
  switch (key) {
    case 'ArrowDown':
      return to(index + 1)
    case 'ArrowUp':
      return to(index === -1 ? count - 1 : index - 1)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    case 'PageDown':
      return to(index + Math.max(1, page - 1))
    case 'PageUp':
      return to(index - Math.max(1, page - 1))
    default:
      return undefined
  }
}

/** The next row after `from`, wrapping around, whose text begins with the typed text; undefined when there is none. */
export function typedIndex(
  typed: string,
  from: number,
  count: number,
  getText: (index: number) => string,
): number | undefined {
  const wanted = comparable(typed)
  // The same letter again and again steps through the rows that begin with it.
  const isRepeated = wanted.length > 1 && wanted === wanted.charAt(0).repeat(wanted.length)
  const prefix = isRepeated ? wanted.slice(0, 1) : wanted
  const start = prefix.length === 1 ? from + 1 : Math.max(0, from)
  for (let step = 0; step < count; step++) {
    const index = (start + step) % count
    if (comparable(getText(index)).startsWith(prefix)) return index
  }
  return undefined
}

export interface TypeAhead {
  /** Returns the text typed so far, with this letter. */
  readonly add: (letter: string, now: number) => string
  /** The next letter begins a new word. */
  readonly end: () => void
}

/** Collects letters typed within 700 ms of each other; any other key between them ends the word. */
export function createTypeAhead(): TypeAhead {
  let typed = ''
  let last = Number.NEGATIVE_INFINITY
  return {
    add: (letter, now) => {
      typed = now - last > 700 ? letter : typed + letter
      last = now
      return typed
    },
    end: () => {
      last = Number.NEGATIVE_INFINITY
    },
  }
}
