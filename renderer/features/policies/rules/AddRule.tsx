/** A new rule: its path and its capabilities. */
import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Capability } from '../../../../policy/dialect.ts'
import type { NewRule } from '../../../../policy/ruleText.ts'
import { Button } from '../../../ui/Button.tsx'
import { ComboBox } from '../../../ui/ComboBox.tsx'
import { CapabilityToggles } from './CapabilityToggles.tsx'
import ruleForm from '../shared/ruleForm.module.css'
import type { Setting } from '../worker/protocol.ts'

export function AddRule({ setting, onAdd }: { setting: Setting; onAdd: (rule: NewRule) => void }) {
  const { t } = useLingui()
  const [path, setPath] = useState('')
  const [given, setGiven] = useState<readonly Capability[]>(['read'])
  const starts = setting.mounts.flatMap(({ path: mount, version }) =>
    version === 2 ? [`${mount}data/`, `${mount}metadata/`] : [mount],
  )
  return (
    <form
      className={ruleForm['form']}
      aria-label={t`New rule`}
      onSubmit={(event) => {
        event.preventDefault()
        if (path !== '') onAdd({ path, capabilities: given })
      }}
    >
      <ComboBox
        label={t`Path of the new rule`}
        value={path}
        onChange={setPath}
        mono
        autoFocus
        options={starts.map((value) => ({ value, label: value }))}
        description={t`* at the end matches everything with that prefix; + matches one segment.`}
      />
      <CapabilityToggles
        label={t`the new rule`}
        given={given}
        dialect={setting.dialect}
        onToggle={(name, isOn) => setGiven(isOn ? [...given, name] : given.filter((each) => each !== name))}
      />
      <div className={ruleForm['end']}>
        <Button
          type="submit"
          variant="primary"
          size="small"
          disabledReason={path === '' ? t`Type a path first` : undefined}
        >
          {t`Add rule`}
        </Button>
      </div>
    </form>
  )
}
