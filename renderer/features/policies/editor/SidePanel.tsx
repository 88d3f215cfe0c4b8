/** Beside the text: its rules to press, a trial, who has the policy, and its earlier texts. */
import { useLingui } from '@lingui/react/macro'
import { memo, useState } from 'react'
import { Tabs } from '../../../ui/Tabs.tsx'
import { EarlierTexts } from './EarlierTexts.tsx'
import { RulesPanel } from '../rules/RulesPanel.tsx'
import styles from './SidePanel.module.css'
import { Side, type SideView, useSide } from './sideView.ts'
import { TryPanel } from '../trial/TryPanel.tsx'
import { UsersPanel } from '../trial/UsersPanel.tsx'

type Panel = 'rules' | 'try' | 'users' | 'earlier'

export const SidePanel = memo(function SidePanel({ view }: { view: SideView }) {
  return (
    <Side value={view}>
      <Panels profileId={view.profileId} name={view.name} />
    </Side>
  )
})

/** The tabs cost more than what is in them, and change with none of it. */
const Panels = memo(function Panels({ profileId, name }: Pick<SideView, 'profileId' | 'name'>) {
  const { t } = useLingui()
  const [selected, setSelected] = useState<Panel>('rules')
  return (
    <div className={styles['side']}>
      <Tabs<Panel>
        label={t`About the policy`}
        selected={selected}
        onSelect={setSelected}
        items={[
          { id: 'rules', label: t`Rules`, content: <RulesPanel /> },
          { id: 'try', label: t`Try it`, content: <TryPanel /> },
          ...(name === null
            ? []
            : [
                { id: 'users' as const, label: t`Used by`, content: <UsersPanel profileId={profileId} name={name} /> },
                { id: 'earlier' as const, label: t`Earlier`, content: <EarlierOfText name={name} /> },
              ]),
        ]}
      />
    </div>
  )
})

function EarlierOfText({ name }: { name: string }) {
  const { profileId, text, onReplace } = useSide()
  return <EarlierTexts profileId={profileId} name={name} current={text} onPutBack={onReplace} />
}
