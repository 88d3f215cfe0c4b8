/** The view of the policy editor: header, notices, the text with its warnings, and the panels next to it. */
import type { ComponentProps, ReactNode } from 'react'
import { CodeEditor } from '../../../ui/CodeEditor.tsx'
import { NameField } from '../list/NameField.tsx'
import { FixDialog } from './FixDialog.tsx'
import styles from './PolicyEditorView.module.css'
import { PolicyHeader } from './PolicyHeader.tsx'
import { PolicyNotices } from './PolicyNotices.tsx'
import { PolicyReview } from './PolicyReview.tsx'
import { Remarks } from './Remarks.tsx'
import { RuleAtCursor } from './RuleAtCursor.tsx'
import { SidePanel } from './SidePanel.tsx'

export interface PolicyEditorViewProps {
  readonly header: ComponentProps<typeof PolicyHeader>
  /** Above the form. */
  readonly notice: ReactNode
  readonly notices: ComponentProps<typeof PolicyNotices>
  /** Null while the text is edited. */
  readonly review: ComponentProps<typeof PolicyReview> | null
  /** Null for a policy that has its name. */
  readonly nameField: ComponentProps<typeof NameField> | null
  readonly code: ComponentProps<typeof CodeEditor>
  readonly cursor: ComponentProps<typeof RuleAtCursor>
  /** A fix that waits for a confirmation. */
  readonly fix: ComponentProps<typeof FixDialog> | null
  readonly remarks: ComponentProps<typeof Remarks>
  readonly side: ComponentProps<typeof SidePanel>
}

export function PolicyEditorView(props: PolicyEditorViewProps) {
  const { header, notice, notices, review, nameField, code, cursor, fix, remarks, side } = props
  return (
    <div className={styles['page']}>
      <PolicyHeader {...header} />
      {review === null && notice}
      <PolicyNotices {...notices} />
      {review !== null && <PolicyReview {...review} />}
      {/* Hidden during the review, not unmounted: the text keeps its place and its history of changes. */}
      <div className={styles['body']} hidden={review !== null}>
        <div className={styles['text']}>
          {nameField !== null && <NameField {...nameField} />}
          <div className={styles['code']}>
            <CodeEditor {...code} />
          </div>
          <RuleAtCursor {...cursor} />
          {fix !== null && <FixDialog {...fix} />}
          <Remarks {...remarks} />
        </div>
        <SidePanel {...side} />
      </div>
    </div>
  )
}
