import { useLingui } from '@lingui/react/macro'
import { errorOf } from '../lib/call.ts'
import { wordsFor } from '../lib/errors.ts'
import { useIsOver } from '../lib/serverTurns.ts'
import { Banner, type BannerTone } from '../ui/Banner.tsx'
import { Recovered } from './Recovered.tsx'
import { ErrorDetails } from './ErrorDetails.tsx'

export interface CallProblemProps {
  /** As it was thrown. */
  readonly problem: unknown
  readonly tone?: BannerTone
  /** A title and a text that are more specific to the place than those of the error's code. */
  readonly title?: string | undefined
  readonly meaning?: string | undefined
}

/** A failure in the place where it happened: what happened, what to do, and the error details folded below. */
export function CallProblem({ problem, tone = 'warn', title, meaning }: CallProblemProps) {
  const { i18n } = useLingui()
  const isOver = useIsOver(problem)
  const error = errorOf(problem)
  if (isOver) return <Recovered />
  const words = wordsFor(error)
  return (
    <Banner tone={tone} title={title ?? i18n._(words.title)}>
      <p>{meaning ?? i18n._(words.help)}</p>
      <ErrorDetails error={error} />
    </Banner>
  )
}
