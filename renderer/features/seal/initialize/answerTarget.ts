/** The choice of a person without a keychain: where new keys are written before they are shown. */
import type { KeepIn } from '../../../../electron/contract/ceremony.ts'
import type { ChosenFile } from '../../../../electron/contract/files.ts'
import { type NewPassphrase, type NewPassphraseProblem, problemOfNew } from '../../../lib/newPassphrase.ts'

export interface AnswerTarget extends NewPassphrase {
  readonly how: 'passphrase' | 'file' | 'memory' | null
  readonly file: ChosenFile | null
}

export type AnswerTargetProblem = 'nothing-chosen' | NewPassphraseProblem | 'no-file'

export const noTarget: AnswerTarget = { how: null, passphrase: '', again: '', file: null }

/** Returns the problem of the choice, or null. */
export function problemOf({ how, file, ...typed }: AnswerTarget): AnswerTargetProblem | null {
  if (how === null) return 'nothing-chosen'
  if (how === 'passphrase') return problemOfNew(typed)
  if (how === 'file' && file === null) return 'no-file'
  return null
}

/** The same for the core. A passphrase has already become a sealed file by then. */
export function keepInOf({ how, file }: AnswerTarget): KeepIn {
  if (how === 'file' && file !== null) return { how: 'file', handle: file.handle }
  return how === 'memory' ? { how: 'memory' } : { how: 'sealed' }
}
