import { Trans } from '@lingui/react/macro'
import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Disclosure } from './Disclosure.tsx'
import styles from './ErrorState.module.css'

export type ErrorStateProps = {
  /** What happened. */
  readonly title: ReactNode
  /** What it means here. */
  readonly meaning?: ReactNode
  /** What to do next, in words. */
  readonly advice?: ReactNode
  /** Buttons: try again, sign in, type a place. */
  readonly action?: ReactNode
  /** The server's own words, folded. Never a secret. */
  readonly details?: ReactNode
  readonly icon?: ReactNode
}

/** A place that could not be shown. */
export function ErrorState({ title, meaning, advice, action, details, icon }: ErrorStateProps) {
  return (
    <div className={styles['error']} role="alert">
      <span className={styles['icon']} aria-hidden="true">
        {icon ?? <CircleAlert size={18} />}
      </span>
      <div className={styles['words']}>
        <p className={styles['title']}>{title}</p>
        {meaning !== undefined && <p>{meaning}</p>}
        {advice !== undefined && <p className={styles['quiet']}>{advice}</p>}
        {action !== undefined && <div className={styles['action']}>{action}</div>}
        {details !== undefined && (
          <Disclosure title={<Trans>What the server said</Trans>}>
            <div className={styles['details']}>{details}</div>
          </Disclosure>
        )}
      </div>
    </div>
  )
}
