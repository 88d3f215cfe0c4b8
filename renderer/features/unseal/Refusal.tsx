import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { errorOf } from '../../lib/call.ts'
import { detailsOf, wordsFor } from '../../lib/errors.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'

export interface RefusalProps {
  /** What was thrown. */
  readonly problem: unknown
  /** Words that know more of the place than the error's code does. */
  readonly title?: string | undefined
  readonly meaning?: string | undefined
  readonly action?: ReactNode
}

/** A failure in the place where it happened: what it means, with the server's own words folded under it. */
export function Refusal({ problem, title, meaning, action }: RefusalProps) {
  const { i18n } = useLingui()
  const error = errorOf(problem)
  const words = wordsFor(error)
  return (
    <ErrorState
      title={title ?? i18n._(words.title)}
      meaning={meaning ?? i18n._(words.help)}
      details={detailsOf(error).map((line) => (
        <p key={line}>{line}</p>
      ))}
      action={action}
    />
  )
}
