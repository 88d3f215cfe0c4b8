import { Trans } from '@lingui/react/macro'
import { type CallError, detailsOf } from '../lib/errors.ts'
import { Disclosure } from '../ui/Disclosure.tsx'
import styles from './ErrorDetails.module.css'

/** The details of a failure, folded. */
export function ErrorDetails({ error }: { readonly error: CallError }) {
  return (
    <Disclosure title={<Trans>Error details</Trans>}>
      <div className={styles['details']}>
        {detailsOf(error).map((line) => (
          <div key={line}>{line}</div>
        ))}
      </div>
    </Disclosure>
  )
}
