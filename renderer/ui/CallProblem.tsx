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
}

/** A failure in the place where it happened: what, what to do, and the exact words folded under it. */
export function CallProblem({ problem, tone = 'warn' }: CallProblemProps) {
  const { i18n } = useLingui()
  const error = errorOf(problem)
  const { title, help } = wordsFor(error)
  return (
    <Banner tone={tone} title={i18n._(title)}>
      <p>{i18n._(help)}</p>
      <Disclosure title={<Trans>The exact words</Trans>}>
        {detailsOf(error).map((line) => (
          <p key={line} className={styles['line']}>
            <code>{line}</code>
          </p>
        ))}
      </Disclosure>
    </Banner>
  )
}
