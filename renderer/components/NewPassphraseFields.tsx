import { Trans, useLingui } from '@lingui/react/macro'
import { Label, Meter } from 'react-aria-components'
import { type NewPassphrase, type NewPassphraseProblem, shortestPassphrase, useGrade } from '../lib/newPassphrase.ts'
import { useTypesOutside } from '../lib/typesOutside.ts'
import { classNames } from '../ui/classNames.ts'
import styles from './NewPassphraseFields.module.css'
import { PasswordField } from '../ui/PasswordField.tsx'

export interface NewPassphraseFieldsProps {
  readonly value: NewPassphrase
  readonly onChange: (value: NewPassphrase) => void
  /** Shown once the person has tried to continue. */
  readonly problem: NewPassphraseProblem | null
}

/**
 * A new passphrase, with a meter of its strength. The person types it twice: here, or where they type passphrases outside
 * the page, the second time there.
 */
export function NewPassphraseFields({ value, onChange, problem }: NewPassphraseFieldsProps) {
  const { t } = useLingui()
  const typesOutside = useTypesOutside()
  return (
    <>
      <PasswordField
        label={t`New passphrase`}
        description={t`At least ${shortestPassphrase} characters. Several unrelated words work well.`}
        value={value.passphrase}
        onChange={(passphrase) => onChange({ passphrase, again: typesOutside ? passphrase : value.again })}
        error={problem === 'too-short' ? t`Use ${shortestPassphrase} characters or more.` : undefined}
      />
      <div className={styles['place']}>
        <StrengthMeter passphrase={value.passphrase} />
      </div>
      {typesOutside ? (
        <p>
          <Trans>Strongroom then asks you to enter it again outside this page.</Trans>
        </p>
      ) : (
        <PasswordField
          label={t`Confirm passphrase`}
          value={value.again}
          onChange={(again) => onChange({ ...value, again })}
          error={problem === 'differs' ? t`The passphrases don't match.` : undefined}
        />
      )}
    </>
  )
}

function StrengthMeter({ passphrase }: { passphrase: string }) {
  const { t } = useLingui()
  const grade = useGrade(passphrase)
  if (grade === null) return null
  const isEnough = grade.problem === null
  const words = isEnough ? t`Strong` : grade.problem === 'too-short' ? t`Too short` : t`Too easy to guess`
  // The meter is never full for a short passphrase, however strong each of its characters is.
  const value = isEnough ? 4 : Math.min(grade.score, 3)
  return (
    <Meter className={classNames(styles['meter'])} value={value} maxValue={4} valueLabel={words}>
      {({ percentage }) => (
        <>
          <span className={styles['words']}>
            <Label>
              <Trans>Passphrase strength</Trans>
            </Label>
            <span data-enough={isEnough || undefined} className={styles['text']}>
              {words}
            </span>
          </span>
          <span className={styles['track']}>
            <span
              className={styles['fill']}
              data-enough={isEnough || undefined}
              style={{ transform: `scaleX(${Math.max(percentage, 4) / 100})` }}
            />
          </span>
        </>
      )}
    </Meter>
  )
}
