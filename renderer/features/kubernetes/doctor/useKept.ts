import { useRef, useState } from 'react'
import { useWindowState } from '../../../lib/windowState.ts'
import { keptFieldKey } from './queries.ts'

/**
 * Returns the text of a field, a function that changes it, and one that stores the current text for the mount. The
 * field starts with `first`, or with the text that was last stored, so that the page and the manifests find it again.
 * The field has its own state, so that typed text is available at the next key.
 */
export function useKept(profileId: string, mount: string, what: 'role' | 'secret', first = '') {
  const [kept, keep] = useWindowState<string>(keptFieldKey(profileId, mount, what))
  const [text, setText] = useState(first === '' ? (kept ?? '') : first)
  const latest = useRef(text)
  const change = (next: string) => {
    latest.current = next
    setText(next)
    keep(next)
  }
  // A call that was started earlier calls this: its own `text` may be older than what was typed since.
  const keepCurrent = () => keep(latest.current)
  return [text, change, keepCurrent] as const
}
