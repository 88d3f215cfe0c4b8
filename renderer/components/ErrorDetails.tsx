import { Trans } from '@lingui/react/macro'
import { type CallError, detailsOf } from '../lib/errors.ts'
import { Disclosure } from '../ui/Disclosure.tsx'
import styles from './ErrorDetails.module.css'

/**
 * The details of a failure, folded. Only an error with an HTTP status is the server's; all others are Strongroom's own.
 */
export function ErrorDetails({ error }: { readonly error: CallError }) {
  return (
    <Disclosure
      title={error.status === undefined ? <Trans>The exact words</Trans> : <Trans>What the server said</Trans>}
    >
      <div className={styles['details']}>
        {detailsOf(error).map((line) => (
          <div key={line}>{line}</div>
        ))}
      </div>
    </Disclosure>
  )
}
