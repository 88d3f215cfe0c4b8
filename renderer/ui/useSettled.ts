import { type KeyboardEvent, useDeferredValue, useState } from 'react'
import { flushSync } from 'react-dom'

/** Keys that leave a filter, or act on its results. */
const actingKeys: ReadonlySet<string> = new Set(['Tab', 'Enter', 'ArrowDown', 'ArrowUp', 'PageDown', 'PageUp'])

/**
 * Returns the filter text of the rendered results, which follow the field with low priority, so that typing never waits.
 * Put `onKeyDownCapture` on the element around the field and its results: a key that acts on the results renders them first.
 * `settle` does the same from other events.
 */
export function useSettled(text: string) {
  const deferred = useDeferredValue(text)
  const [drawn, setDrawn] = useState<string | null>(null)
  const settled = drawn === text ? text : deferred
  const settle = () => {
    if (settled !== text) flushSync(() => setDrawn(text))
  }
  const onKeyDownCapture = ({ key, nativeEvent }: KeyboardEvent) => {
    if (actingKeys.has(key) && !nativeEvent.isComposing) settle()
  }
  return { settled, settle, onKeyDownCapture }
}
