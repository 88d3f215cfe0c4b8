/** Capabilities as toggles: a pressed one is granted. */
import { useLingui } from '@lingui/react/macro'
import { dialects, type Capability, type Dialect } from '../../../../policy/dialect.ts'
import styles from './CapabilityToggles.module.css'
import { useRuleMessages } from './useRuleMessages.ts'

export function CapabilityToggles({
  label,
  given,
  dialect,
  isDisabled = false,
  onToggle,
}: {
  /** The path that they belong to, for a screen reader. */
  label: string
  given: readonly Capability[]
  dialect: Dialect
  isDisabled?: boolean
  onToggle: (name: Capability, isOn: boolean) => void
}) {
  const { t } = useLingui()
  const words = useRuleMessages()
  const denies = given.includes('deny')
  return (
    // A row of toggles is not a set of fields: a fieldset would add a border and a legend.
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
    <div className={styles['toggles']} role="group" aria-label={t`Capabilities of ${label}`}>
      {dialects[dialect].capabilities.map((name) => (
        <button
          key={name}
          type="button"
          className={styles['toggle']}
          data-name={name}
          aria-pressed={given.includes(name)}
          disabled={isDisabled || (denies && name !== 'deny')}
          title={words.capability(name)}
          onClick={() => onToggle(name, !given.includes(name))}
        >
          {name}
        </button>
      ))}
    </div>
  )
}
