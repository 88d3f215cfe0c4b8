/** What a person answers where there is no keychain: where new keys go before they are shown. */
import type { KeepIn } from '../../../electron/contract/ceremony.ts'

export interface AnswerPlace {
  readonly how: 'passphrase' | 'file' | 'memory' | null
  readonly passphrase: string
  readonly again: string
  readonly path: string
}

export type AnswerPlaceProblem = 'nothing-chosen' | 'too-short' | 'differs' | 'no-path'

export const shortestPassphrase = 8

export const noPlace: AnswerPlace = { how: null, passphrase: '', again: '', path: '' }

/** What is still wrong with the answer, or null. */
export function problemOf({ how, passphrase, again, path }: AnswerPlace): AnswerPlaceProblem | null {
  if (how === null) return 'nothing-chosen'
  if (how === 'passphrase' && passphrase.length < shortestPassphrase) return 'too-short'
  if (how === 'passphrase' && passphrase !== again) return 'differs'
  if (how === 'file' && !/^(?:\/|~[/\\]|[A-Za-z]:[/\\]|\\\\)./.test(path.trim())) return 'no-path'
  return null
}

/** The same for the core. A passphrase has become a place to seal in by then. */
export function keepInOf({ how, path }: AnswerPlace): KeepIn {
  if (how === 'file') return { how: 'file', path: path.trim() }
  return how === 'memory' ? { how: 'memory' } : { how: 'sealed' }
}
