/** A new passphrase as it is typed, twice, and its problem. */
import { useEffect, useState } from 'react'
import { gradePassphrase, type PassphraseGrade, shortestPassphrase } from '../../electron/contract/passphrase.ts'

export { shortestPassphrase }

export interface NewPassphrase {
  readonly passphrase: string
  readonly again: string
}

export type NewPassphraseProblem = 'too-short' | 'differs'

/** Milliseconds without a key press until the strength is estimated. */
const pause = 150

/** Returns the problem, or null. Whether it can be guessed is the core's decision; `useGrade` shows it in advance. */
export function problemOfNew({ passphrase, again }: NewPassphrase): NewPassphraseProblem | null {
  if (passphrase.length < shortestPassphrase) return 'too-short'
  return passphrase === again ? null : 'differs'
}

/** Returns how strong the passphrase is; null while nothing is typed or the dictionaries are loading. */
export function useGrade(passphrase: string): PassphraseGrade | null {
  const [grade, setGrade] = useState<PassphraseGrade | null>(null)
  useEffect(() => {
    let isCurrent = true
    const timer = setTimeout(() => {
      const graded = passphrase === '' ? Promise.resolve(null) : gradePassphrase(passphrase)
      graded.then(
        (found) => {
          if (isCurrent) setGrade(found)
        },
        () => undefined,
      )
    }, pause)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [passphrase])
  return passphrase === '' ? null : grade
}
