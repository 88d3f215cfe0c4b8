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
  /** Words that know more of the place than the error's code does. */
  readonly title?: string | undefined
  readonly meaning?: string | undefined
}

/** A failure in the place where it happened: what, what to do, and the exact words folded under it. */
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
