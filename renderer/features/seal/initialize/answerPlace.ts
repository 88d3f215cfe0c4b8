/** The choice of a person without a keychain: where new keys are written before they are shown. */
import type { KeepIn } from '../../../../electron/contract/ceremony.ts'
import type { ChosenFile } from '../../../../electron/contract/files.ts'
import { type NewPassphrase, type NewPassphraseProblem, problemOfNew } from '../../../lib/newPassphrase.ts'

export interface AnswerPlace extends NewPassphrase {
  readonly how: 'passphrase' | 'file' | 'memory' | null
  readonly file: ChosenFile | null
}

export type AnswerPlaceProblem = 'nothing-chosen' | NewPassphraseProblem | 'no-file'

export const noPlace: AnswerPlace = { how: null, passphrase: '', again: '', file: null }

/** Returns the problem of the choice, or null. */
export function problemOf({ how, file, ...typed }: AnswerPlace): AnswerPlaceProblem | null {
  if (how === null) return 'nothing-chosen'
  if (how === 'passphrase') return problemOfNew(typed)
  if (how === 'file' && file === null) return 'no-file'
  return null
}

/** The same for the core. A passphrase has already become a sealed file by then. */
export function keepInOf({ how, file }: AnswerPlace): KeepIn {
  if (how === 'file' && file !== null) return { how: 'file', handle: file.handle }
  return how === 'memory' ? { how: 'memory' } : { how: 'sealed' }
}
