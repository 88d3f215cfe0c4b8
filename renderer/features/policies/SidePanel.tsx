/** Beside the text: its rules to press, a trial, who has the policy, and its earlier texts. */
import { useLingui } from '@lingui/react/macro'
import { memo, useState } from 'react'
import { Tabs } from '../../ui/Tabs.tsx'
import { EarlierTexts } from './EarlierTexts.tsx'
import { RulesPanel } from './RulesPanel.tsx'
import type { SidePanelProps } from './sidePanelProps.ts'
import styles from './SidePanel.module.css'
import { TryPanel } from './TryPanel.tsx'
import { UsersPanel } from './UsersPanel.tsx'

type Panel = 'rules' | 'try' | 'users' | 'earlier'

export const SidePanel = memo(function SidePanel(props: SidePanelProps) {
  const { t } = useLingui()
  const [selected, setSelected] = useState<Panel>('rules')
  const { profileId, name, draft } = props
  return (
    <div className={styles['side']}>
      <Tabs<Panel>
        label={t`About the policy`}
        selected={selected}
        onSelect={setSelected}
        items={[
          { id: 'rules', label: t`Rules`, content: <RulesPanel {...props} /> },
          { id: 'try', label: t`Try it`, content: <TryPanel {...props} /> },
          ...(name === null
            ? []
            : [
                { id: 'users' as const, label: t`Used by`, content: <UsersPanel profileId={profileId} name={name} /> },
                {
                  id: 'earlier' as const,
                  label: t`Earlier`,
                  content: (
                    <EarlierTexts profileId={profileId} name={name} current={draft.text} onPutBack={props.onReplace} />
                  ),
                },
              ]),
        ]}
      />
    </div>
  )
})
