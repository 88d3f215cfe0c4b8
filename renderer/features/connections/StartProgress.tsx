import { Trans, useLingui } from '@lingui/react/macro'
import type { PracticeProgress } from '../../../electron/contract/practice.ts'
import { ProgressBar } from '../../ui/ProgressBar.tsx'
import { useNow } from '../../ui/useNow.ts'
import styles from './StartProgress.module.css'
import quietText from './shared/quietText.module.css'

export interface StartProgressProps {
  readonly phase: PracticeProgress['phase']
  /** Milliseconds since the epoch. */
  readonly beganAt: number
  /** The last lines of the build. */
  readonly lines: readonly string[]
  /** Whether the program is built first. Go prints nothing until its first package is compiled. */
  readonly isBuilt: boolean
}

/** The progress of the start of the practice server. */
export function StartProgress({ phase, beganAt, lines, isBuilt }: StartProgressProps) {
  const { t } = useLingui()
  const now = useNow()
  const seconds = Math.max(0, Math.round((now - beganAt) / 1000))
  const words: Readonly<Record<PracticeProgress['phase'], string>> = {
    finding: t`Looking for program`,
    building: t`Building program`,
    starting: t`Starting server`,
    ready: t`Ready`,
  }
  return (
    <div className={styles['progress']}>
      <ProgressBar label={words[phase === 'finding' && isBuilt ? 'building' : phase]} text={t`${seconds} s`} />
      {lines.length > 0 && <pre className={styles['lines']}>{lines.join('\n')}</pre>}
      <p className={quietText['quiet']}>
        <Trans>Stay on this page until the server runs. Leaving the page cancels the start.</Trans>
      </p>
    </div>
  )
}
