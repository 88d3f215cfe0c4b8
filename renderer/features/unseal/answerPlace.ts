/** What a person answers where there is no keychain: where new keys go before they are shown. */
import type { KeepIn } from '../../../electron/contract/ceremony.ts'
import { type NewPassphrase, type NewPassphraseProblem, problemOfNew } from '../../lib/newPassphrase.ts'

export interface AnswerPlace extends NewPassphrase {
  readonly how: 'passphrase' | 'file' | 'memory' | null
  readonly path: string
}

export type AnswerPlaceProblem = 'nothing-chosen' | NewPassphraseProblem | 'no-path'

export const noPlace: AnswerPlace = { how: null, passphrase: '', again: '', path: '' }

/** What is still wrong with the answer, or null. */
export function problemOf({ how, path, ...typed }: AnswerPlace): AnswerPlaceProblem | null {
  if (how === null) return 'nothing-chosen'
  if (how === 'passphrase') return problemOfNew(typed)
  if (how === 'file' && !/^(?:\/|~[/\\]|[A-Za-z]:[/\\]|\\\\)./.test(path.trim())) return 'no-path'
  return null
}

/** The same for the core. A passphrase has become a place to seal in by then. */
export function keepInOf({ how, path }: AnswerPlace): KeepIn {
  if (how === 'file') return { how: 'file', path: path.trim() }
  return how === 'memory' ? { how: 'memory' } : { how: 'sealed' }
}
