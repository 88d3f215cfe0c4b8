import { useLingui } from '@lingui/react/macro'
import { errorOf } from '../../lib/call.ts'
import { detailsOf, wordsFor } from '../../lib/errors.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'

/** A failure in the place where it happened, with the server's own words folded under it. Props: `problem`, as thrown. */
export function Refusal({ problem }: { problem: unknown }) {
  const { i18n } = useLingui()
  const error = errorOf(problem)
  const words = wordsFor(error)
  return (
    <ErrorState
      title={i18n._(words.title)}
      meaning={i18n._(words.help)}
      details={detailsOf(error).map((line) => (
        <p key={line}>{line}</p>
      ))}
    />
  )
}
