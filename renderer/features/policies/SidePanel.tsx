/** Beside the text: its rules to press, a trial, who has the policy, and its earlier texts. */
import { useLingui } from '@lingui/react/macro'
import { memo, useState } from 'react'
import { Tabs } from '../../ui/Tabs.tsx'
import { EarlierTexts } from './EarlierTexts.tsx'
import type { PolicyDraft } from './policyDraft.ts'
import { RulesPanel } from './RulesPanel.tsx'
import styles from './SidePanel.module.css'
import { TryPanel } from './TryPanel.tsx'
import type { Ask } from './usePolicyReading.ts'
import { UsersPanel } from './UsersPanel.tsx'
import type { Analysis, RuleChange, Setting } from './worker/protocol.ts'

export interface SidePanelProps {
  readonly profileId: string
  readonly name: string | null
  readonly draft: PolicyDraft
  readonly analysis: Analysis | null
  /** Which rules are shown. */
  readonly wanted: { readonly filter: string; readonly limit: number }
  readonly onWanted: (wanted: { filter: string; limit: number }) => void
  readonly ask: Ask
  readonly setting: Setting
  readonly onChange: (change: RuleChange) => void
  readonly onReplace: (text: string) => void
  readonly onGoTo: (offset: number) => void
  /** There are changes that the server does not have. */
  readonly isUnsaved: boolean
}

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
