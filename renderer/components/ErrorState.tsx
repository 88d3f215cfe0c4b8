import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { CallError } from '../lib/errors.ts'
import { ErrorDetails } from './ErrorDetails.tsx'
import styles from './ErrorState.module.css'

export type ErrorStateProps = {
  /** Names what happened. */
  readonly title: ReactNode
  /** Explains the meaning here. */
  readonly meaning?: ReactNode
  /** Describes what to do next. */
  readonly advice?: ReactNode
  /** Buttons: retry, sign in, type a place. */
  readonly action?: ReactNode
  /** Its details are folded below the rest. */
  readonly error?: CallError | undefined
  readonly icon?: ReactNode
}

/** Shown in place of a page or section that could not be loaded. */
export function ErrorState({ title, meaning, advice, action, error, icon }: ErrorStateProps) {
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
        {error !== undefined && <ErrorDetails error={error} />}
      </div>
    </div>
  )
}
