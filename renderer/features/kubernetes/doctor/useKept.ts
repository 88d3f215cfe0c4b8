import { useState } from 'react'
import { useWindowState } from '../../../lib/windowState.ts'

/**
 * The text of a field, beginning with `first` or with what was chosen last for the mount: for whoever comes back, and for
 * the manifests. The field has a state of its own, because what is typed must be there with the next key.
 */
export function useKept(profileId: string, mount: string, what: 'role' | 'secret', first = '') {
  const [kept, keep] = useWindowState<string>([profileId, 'kubernetes', 'doctor', what, mount])
  const [text, setText] = useState(first === '' ? (kept ?? '') : first)
  const change = (next: string) => {
    setText(next)
    keep(next)
  }
  return [text, change] as const
}
