/** What a person answers where there is no keychain: where new keys go before they are shown. */
import type { KeepIn } from '../../../../electron/contract/ceremony.ts'
import type { ChosenFile } from '../../../../electron/contract/files.ts'
import { type NewPassphrase, type NewPassphraseProblem, problemOfNew } from '../../../lib/newPassphrase.ts'

export interface AnswerPlace extends NewPassphrase {
  readonly how: 'passphrase' | 'file' | 'memory' | null
  readonly file: ChosenFile | null
}

export type AnswerPlaceProblem = 'nothing-chosen' | NewPassphraseProblem | 'no-file'

export const noPlace: AnswerPlace = { how: null, passphrase: '', again: '', file: null }

/** What is still wrong with the answer, or null. */
export function problemOf({ how, file, ...typed }: AnswerPlace): AnswerPlaceProblem | null {
  if (how === null) return 'nothing-chosen'
  if (how === 'passphrase') return problemOfNew(typed)
  if (how === 'file' && file === null) return 'no-file'
  return null
}

/** The same for the core. A passphrase has become a place to seal in by then. */
export function keepInOf({ how, file }: AnswerPlace): KeepIn {
  if (how === 'file' && file !== null) return { how: 'file', handle: file.handle }
  return how === 'memory' ? { how: 'memory' } : { how: 'sealed' }
}
