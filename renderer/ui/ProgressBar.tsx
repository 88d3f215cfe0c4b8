import type { ReactNode } from 'react'
import { Label, ProgressBar as AriaProgressBar } from 'react-aria-components'
import { classNames } from './classNames.ts'
import styles from './ProgressBar.module.css'

export type ProgressBarProps = {
  readonly label: ReactNode
  /** Of `max`; without it the bar only shows that work is in progress. */
  readonly value?: number | undefined
  readonly max?: number
  /** Text to the right: `1,204 of 10,001`. */
  readonly text?: ReactNode
}

/** The progress of a long operation. */
export function ProgressBar({ label, value, max = 100, text }: ProgressBarProps) {
  return (
    <AriaProgressBar
      className={classNames(styles['progress'])}
      maxValue={max}
      {...(value === undefined ? { isIndeterminate: true } : { value })}
      {...(typeof text === 'string' && { valueLabel: text })}
    >
      {({ percentage }) => (
        <>
          <span className={styles['words']}>
            <Label>{label}</Label>
            <span className={styles['text']}>{text}</span>
          </span>
          <span className={styles['track']}>
            <span
              className={styles['fill']}
              data-unknown={percentage === undefined || undefined}
              style={percentage === undefined ? undefined : { transform: `scaleX(${percentage / 100})` }}
            />
          </span>
        </>
      )}
    </AriaProgressBar>
  )
}
