/** Next to the text: its rules, a trial, the users of the policy, and its earlier texts. */
import { useLingui } from '@lingui/react/macro'
import { type ComponentProps, memo, useState } from 'react'
import { Tabs } from '../../../ui/Tabs.tsx'
import { EarlierTexts } from './EarlierTexts.tsx'
import { RulesPanel } from '../rules/RulesPanel.tsx'
import styles from './SidePanel.module.css'
import { type ReadText, ReadTextContext, type RulesWanted, useReadText } from './readText.ts'
import { TryPanel } from '../trial/TryPanel.tsx'
import { UsersPanel } from '../trial/UsersPanel.tsx'
import type { TextActs } from './useTextActs.ts'

type Panel = 'rules' | 'try' | 'users' | 'earlier'

interface PanelsProps {
  readonly profileId: string
  readonly name: string | null
  readonly acts: TextActs
  readonly onWanted: (wanted: RulesWanted) => void
}

export const SidePanel = memo(function SidePanel({ read, ...panels }: PanelsProps & { readonly read: ReadText }) {
  return (
    <ReadTextContext value={read}>
      <Panels {...panels} />
    </ReadTextContext>
  )
})

/** The tabs cost more than their content, and do not depend on it. */
const Panels = memo(function Panels({ profileId, name, acts, onWanted }: PanelsProps) {
  const { t } = useLingui()
  const [selected, setSelected] = useState<Panel>('rules')
  return (
    <div className={styles['side']}>
      <Tabs<Panel>
        label={t`Policy details`}
        selected={selected}
        onSelect={setSelected}
        items={[
          { id: 'rules', label: t`Rules`, content: <RulesPanel acts={acts} onWanted={onWanted} /> },
          { id: 'try', label: t`Try it`, content: <TryPanel profileId={profileId} name={name} acts={acts} /> },
          ...(name === null
            ? []
            : [
                { id: 'users' as const, label: t`Used by`, content: <UsersPanel profileId={profileId} name={name} /> },
                {
                  id: 'earlier' as const,
                  label: t`History`,
                  content: <EarlierOfText profileId={profileId} name={name} onPutBack={acts.replace} />,
                },
              ]),
        ]}
      />
    </div>
  )
})

function EarlierOfText(props: Omit<ComponentProps<typeof EarlierTexts>, 'current'>) {
  return <EarlierTexts {...props} current={useReadText().text} />
}
