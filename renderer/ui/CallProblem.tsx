import { Trans, useLingui } from '@lingui/react/macro'
import { errorOf } from '../lib/call.ts'
import { detailsOf, wordsFor } from '../lib/errors.ts'
import { Banner, type BannerTone } from './Banner.tsx'
import styles from './CallProblem.module.css'
import { Disclosure } from './Disclosure.tsx'

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
  const error = errorOf(problem)
  const words = wordsFor(error)
  return (
    <Banner tone={tone} title={title ?? i18n._(words.title)}>
      <p>{meaning ?? i18n._(words.help)}</p>
      <Disclosure
        title={error.status === undefined ? <Trans>The exact words</Trans> : <Trans>What the server said</Trans>}
      >
        {detailsOf(error).map((line) => (
          <p key={line} className={styles['line']}>
            <code>{line}</code>
          </p>
        ))}
      </Disclosure>
    </Banner>
  )
}
