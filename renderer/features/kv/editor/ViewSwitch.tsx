/** Switches between the table and the whole secret as one text. */
import { Trans, useLingui } from '@lingui/react/macro'
import { RadioGroup } from '../../../ui/RadioGroup.tsx'
import styles from './ViewSwitch.module.css'
import tools from './shared/tools.module.css'
import type { Editing } from './useEditing.ts'
import type { EditorView, Viewing } from './useWholeText.ts'

export function ViewSwitch({ viewing, editing }: { viewing: Viewing; editing: Editing }) {
  const { t } = useLingui()
  const { problems, conflicts } = editing
  // A row or a text with an error cannot be converted, so it would be lost.
  const isStuck = viewing.view === 'table' ? problems.size > 0 || conflicts.length > 0 : viewing.problems.length > 0
  const options: readonly { value: EditorView; label: string }[] = [
    { value: 'table', label: t`Table` },
    { value: 'json', label: 'JSON' },
    { value: 'yaml', label: 'YAML' },
  ]
  return (
    <div className={tools['tools']}>
      <h2 className={tools['subtitle']}>{t`Keys and values`}</h2>
      {isStuck && (
        <span className={styles['note']}>
          {viewing.view !== 'table' ? (
            <Trans>This text can't be read yet.</Trans>
          ) : conflicts.length > 0 ? (
            <Trans>First resolve the keys that were changed on both sides.</Trans>
          ) : (
            <Trans>Fix the highlighted rows.</Trans>
          )}
        </span>
      )}
      <RadioGroup
        label={t`View`}
        hideLabel
        look="segments"
        options={options.map((option) => ({ ...option, isDisabled: isStuck && option.value !== viewing.view }))}
        value={viewing.view}
        onChange={viewing.select}
      />
    </div>
  )
}
