/** The editor of a policy: its text with what is wrong, beside it the rules and what else is known; saved once the difference was seen. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { StoredPolicy } from '../../../../electron/contract/policies.ts'
import type { DraftKeeper } from '../../../lib/drafts.ts'
import { policyNames } from '../../../lib/queries/policies.ts'
import { signedInIdentity } from '../../../lib/queries/session.ts'
import { useUnsavedWork } from '../../../lib/unsavedWork.ts'
import { CodeEditor, type CodeEdit, type CodeEditorHandle } from '../../../ui/CodeEditor.tsx'
import { sayReason } from '../../../ui/sayReason.ts'
import { useEditKeys } from '../../../ui/useEditKeys.ts'
import { FixDialog } from './FixDialog.tsx'
import { NameField } from '../list/NameField.tsx'
import { limits } from '../../../../electron/contract/limits.ts'
import { nameProblem, type PolicyDraft, storedName } from './policyDraft.ts'
import styles from './PolicyEditor.module.css'
import { PolicyHeader } from './PolicyHeader.tsx'
import { PolicyNotices } from './PolicyNotices.tsx'
import { PolicyReview } from './PolicyReview.tsx'
import { Remarks } from './Remarks.tsx'
import { RuleAtCursor } from './RuleAtCursor.tsx'
import { SidePanel } from './SidePanel.tsx'
import type { SideView } from './sideView.ts'
import { useCompletions } from './useCompletions.ts'
import { useFix } from './useFix.ts'
import { usePolicyEditing } from './usePolicyEditing.ts'
import { usePolicyReading } from './usePolicyReading.ts'
import { usePolicySave } from './usePolicySave.ts'
import { useRemarkMessages } from './useRemarkMessages.ts'
import { useSetting } from './useSetting.ts'
import type { RuleChange } from '../worker/protocol.ts'

export interface PolicyEditorProps {
  readonly profileId: string
  /** Null for a policy that is new and has no name yet. */
  readonly name: string | null
  readonly start: PolicyDraft
  /** It goes on with a draft of an earlier time. */
  readonly isResumed?: boolean
  readonly keeper: DraftKeeper<PolicyDraft>
  /** As the server has it now, once that is known. */
  readonly stored?: StoredPolicy | undefined
  /** The server has none of this name. */
  readonly isGone?: boolean
  /** Notices above the form. */
  readonly notice?: ReactNode
}

export function PolicyEditor({
  profileId,
  name,
  start,
  isResumed = false,
  keeper,
  stored,
  isGone = false,
  notice,
}: PolicyEditorProps) {
  const { t } = useLingui()
  const editing = usePolicyEditing(start, keeper, name === null)
  const { draft, changed } = editing
  const saving = usePolicySave(profileId, name, editing, keeper)
  const target = name ?? storedName(draft.name)
  const setting = useSetting(profileId, target)
  const [wanted, setWanted] = useState({ filter: '', limit: 20 })
  const { analysis, of, ask } = usePolicyReading({ text: draft.text, setting, ...wanted })
  const assist = useCompletions(profileId, ask)
  const words = useRemarkMessages()
  const editor = useRef<CodeEditorHandle>(null)
  const [cursor, setCursor] = useState(0)
  /** A change by the rules beside the text could not be made. */
  const [isStuck, setStuck] = useState(false)
  const { data: names } = useQuery({ ...policyNames(profileId), enabled: name === null })
  const isTaken = name === null && names?.includes(storedName(draft.name)) === true
  const badName = name === null ? (isTaken ? 'taken' : nameProblem(draft.name, setting.dialect)) : null
  /** Nothing is written yet: no mistake, a beginning. */
  const isEmpty = draft.text === ''
  const isReview = saving.stage === 'review'
  const identity = useQuery(signedInIdentity(profileId)).data
  const isMine = [...(identity?.policies ?? []), ...(identity?.identityPolicies ?? [])].includes(name ?? '')
  useUnsavedWork('edit', changed ? (name ?? (storedName(draft.name) || 'policy')) : null)

  const marks = useMemo(
    () =>
      analysis?.isBase64 === true || isEmpty
        ? []
        : (analysis?.remarks ?? []).map((remark) => ({
            from: remark.from,
            to: remark.to,
            message: words(remark),
            severity: remark.severity,
          })),
    // oxlint-disable-next-line react/exhaustive-deps -- the words change with the language alone
    [analysis, isEmpty],
  )

  // The props of the parts next to the text stay the same while the person types, so that those parts do not render again.
  const latest = useRef({ text: draft.text, review, format, save: saving.save })
  useEffect(() => {
    latest.current = { text: draft.text, review, format, save: saving.save }
  })
  const textNow = useCallback(() => latest.current.text, [])
  const [actions] = useState(() => ({
    onReview: () => latest.current.review(),
    onSave: () => void latest.current.save(),
    onFormat: () => void latest.current.format(),
  }))
  const edit = useCallback((edits: readonly CodeEdit[]) => editor.current?.edit(edits), [])
  const replace = useCallback((whole: string) => editor.current?.replace(whole), [])
  const unstick = useCallback(() => setStuck(false), [])
  const goTo = useCallback((offset: number) => editor.current?.goTo(offset), [])
  const change = useCallback(
    (what: RuleChange): void => {
      void ask('change', textNow(), { change: what }).then((edits) => {
        setStuck(edits === null)
        if (edits !== null) edit(edits)
      })
    },
    [ask, edit, textNow],
  )
  const writeHcl = useCallback((): void => {
    void ask('hcl', textNow(), {}).then((hcl) => {
      setStuck(hcl === null)
      if (hcl !== null) replace(hcl.text)
    })
  }, [ask, replace, textNow])
  const { asked, fix } = useFix({ ask, of, textNow, edit })
  async function format(): Promise<void> {
    const formatted = await ask('format', draft.text, {})
    if (formatted !== null && formatted.text !== draft.text) replace(formatted.text)
  }
  const disabledReason =
    draft.text === ''
      ? t`Write something first`
      : draft.text.length > limits.policy
        ? t`The text is longer than can be saved`
        : badName === 'taken'
          ? t`There is a policy of this name already`
          : badName !== null
            ? t`Give it a name first`
            : changed
              ? undefined
              : t`Nothing is changed yet`
  function review(): void {
    if (disabledReason === undefined) saving.review()
    else sayReason(disabledReason)
  }
  const isRead = of === draft.text
  const shown = of ?? draft.text
  const side = useMemo<SideView>(
    () => ({
      profileId,
      name,
      text: shown,
      isEmpty: shown.trim() === '',
      isStored: draft.base !== null,
      isUnsaved: changed,
      analysis,
      wanted,
      onWanted: setWanted,
      ask,
      setting,
      onChange: change,
      onReplace: replace,
      onWriteHcl: writeHcl,
      onGoTo: goTo,
    }),
    [profileId, name, shown, draft.base, changed, analysis, wanted, ask, setting, change, replace, writeHcl, goTo],
  )
  // Back from the review the keyboard is in the text again.
  const wasReview = useRef(false)
  useLayoutEffect(() => {
    if (wasReview.current && !isReview) editor.current?.focus()
    wasReview.current = isReview
  }, [isReview])
  useEditKeys({
    onSave: () => (isReview ? void saving.save() : review()),
    onEscape: () => {
      if (isReview) saving.backToEdit()
    },
    onFormat: () => void format(),
  })

  return (
    <div className={styles['page']}>
      <PolicyHeader
        profileId={profileId}
        name={name}
        isStored={draft.base !== null}
        textNow={textNow}
        extras={stored?.extras ?? null}
        isMine={isMine}
        isReview={isReview}
        isSaving={saving.isSaving}
        isRefused={isRead && analysis?.isAccepted === false}
        disabledReason={disabledReason}
        {...actions}
        onBack={saving.backToEdit}
        onImport={replace}
      />
      {!isReview && notice}
      <PolicyNotices
        keeper={keeper}
        name={target}
        base={draft.base}
        textNow={textNow}
        problem={saving.problem}
        isReview={isReview}
        isResumed={isResumed && changed}
        isStuck={isStuck}
        hasCarriageReturns={analysis?.hasCarriageReturns === true}
        stored={stored}
        isGone={isGone}
        onUnstick={unstick}
        onBase={editing.setBase}
        onReplace={replace}
      />
      {isReview && (
        <PolicyReview
          profileId={profileId}
          name={target}
          draft={draft}
          isMine={isMine}
          analysis={isRead ? analysis : null}
        />
      )}
      <div className={styles['body']} hidden={isReview}>
        <div className={styles['text']}>
          {name === null && <NameField typed={draft.name} onChange={editing.setName} problem={badName} />}
          <div className={styles['code']}>
            <CodeEditor
              ref={editor}
              label={t`Text of the policy`}
              value={draft.text}
              onChange={editing.setText}
              language="hcl"
              problems={marks}
              assist={assist}
              onCursor={setCursor}
              size="fill"
              hasFocusAtFirst={name !== null}
            />
          </div>
          <RuleAtCursor text={isRead ? of : null} offset={cursor} ask={ask} />
          {asked !== null && <FixDialog gains={asked.gains} onApply={asked.apply} onClose={asked.cancel} />}
          <Remarks analysis={isEmpty ? null : analysis} onGoTo={goTo} onFix={fix} />
        </div>
        <SidePanel view={side} />
      </div>
    </div>
  )
}
