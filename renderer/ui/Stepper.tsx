import { Trans } from '@lingui/react/macro'
import { Check, X } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './Stepper.module.css'
import { VisuallyHidden } from './VisuallyHidden.tsx'

export type Step = {
  readonly id: string
  readonly title: ReactNode
  readonly state: 'done' | 'current' | 'todo' | 'failed'
  /** A quiet line below the title. */
  readonly note?: ReactNode
}

export type StepperProps = {
  readonly label: string
  readonly steps: readonly Step[]
  readonly orientation?: 'vertical' | 'horizontal'
}

/** The steps of a wizard, in order, with their states. Not interactive. */
export function Stepper({ label, steps, orientation = 'vertical' }: StepperProps) {
  return (
    <ol className={styles['steps']} aria-label={label} data-orientation={orientation}>
      {steps.map((step, index) => (
        <li
          key={step.id}
          className={styles['step']}
          data-state={step.state}
          aria-current={step.state === 'current' ? 'step' : undefined}
        >
          <span className={styles['mark']} aria-hidden="true">
            {step.state === 'done' ? (
              <Check size={12} strokeWidth={3} />
            ) : step.state === 'failed' ? (
              <X size={12} strokeWidth={3} />
            ) : (
              index + 1
            )}
          </span>
          <span className={styles['words']}>
            <span className={styles['title']}>{step.title}</span>
            {step.state === 'done' && (
              <VisuallyHidden>
                <Trans>done</Trans>
              </VisuallyHidden>
            )}
            {step.state === 'failed' && (
              <VisuallyHidden>
                <Trans>failed</Trans>
              </VisuallyHidden>
            )}
            {step.note !== undefined && <span className={styles['note']}>{step.note}</span>}
          </span>
        </li>
      ))}
    </ol>
  )
}
