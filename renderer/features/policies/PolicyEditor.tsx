/** The editor of a policy: its text with what is wrong, beside it the rules and what else is known; saved once the difference was seen. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import type { StoredPolicy } from '../../../electron/contract/policies.ts'
import type { DraftKeeper } from '../../lib/drafts.ts'
import { signedInIdentity } from '../../lib/queries/session.ts'
import { useUnfinished } from '../../lib/unfinished.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { CodeEditor, type CodeEdit, type CodeEditorHandle } from '../../ui/CodeEditor.tsx'
import { NotKeptNotice } from '../../ui/NotKeptNotice.tsx'
import { Problem } from '../../ui/Problem.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { NewerPolicy } from './NewerPolicy.tsx'
import { type NameProblem, nameProblem, type PolicyDraft, storedName } from './policyDraft.ts'
import styles from './PolicyEditor.module.css'
import { PolicyHeader } from './PolicyHeader.tsx'
import { PolicyReview } from './PolicyReview.tsx'
import { Remarks } from './Remarks.tsx'
import { RuleAtCursor } from './RuleAtCursor.tsx'
import { SidePanel } from './SidePanel.tsx'
import { useAssist } from './useAssist.ts'
import { usePolicyEditing } from './usePolicyEditing.ts'
import { usePolicyKeys } from './usePolicyKeys.ts'
import { usePolicyReading } from './usePolicyReading.ts'
import { usePolicySave } from './usePolicySave.ts'
import { useRemarkWords } from './useRemarkWords.ts'
import { useSetting } from './useSetting.ts'
import type { RuleChange } from './worker/protocol.ts'

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
}

export function PolicyEditor({
  profileId,
  name,
  start,
  isResumed = false,
  keeper,
  stored,
  isGone = false,
}: PolicyEditorProps) {
  const { t } = useLingui()
  const editing = usePolicyEditing(start, keeper, name === null)
  const { draft, changed } = editing
  const saving = usePolicySave(profileId, name, editing, keeper)
  const setting = useSetting(profileId)
  const [wanted, setWanted] = useState({ filter: '', limit: 50 })
  const { analysis, of, ask } = usePolicyReading({ text: draft.text, setting, ...wanted })
  const assist = useAssist(profileId, ask)
  const words = useRemarkWords()
  const editor = useRef<CodeEditorHandle>(null)
  const [cursor, setCursor] = useState(0)
  const [isRefused, setRefused] = useState(false)
  const [isResumeSaid, setResumeSaid] = useState(isResumed)
  const badName = name === null ? nameProblem(draft.name) : null
  /** Nothing is written yet: no mistake, a beginning. */
  const isEmpty = draft.text === ''
  const isReview = saving.stage === 'review'
  const identity = useQuery(signedInIdentity(profileId)).data
  const isMine = [...(identity?.policies ?? []), ...(identity?.identityPolicies ?? [])].includes(name ?? '')
  useUnfinished('edit', changed ? (name ?? (storedName(draft.name) || 'policy')) : null)

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

  /** Changes the text as if it had been typed, so that undo in the editor takes it back. */
  const edit = (edits: readonly CodeEdit[]) => editor.current?.edit(edits)
  const replace = (text: string) => edit([{ from: 0, to: draft.text.length, insert: text }])
  async function change(what: RuleChange): Promise<void> {
    const text = draft.text
    const edits = await ask('change', text, { change: what })
    if (edits === null) setRefused(true)
    else {
      setRefused(false)
      edit(edits)
    }
  }
  async function format(): Promise<void> {
    const formatted = await ask('format', draft.text, {})
    if (formatted !== null && formatted.text !== draft.text) replace(formatted.text)
  }
  function review(): void {
    if (changed && badName === null && draft.text !== '') saving.review()
  }
  const isRead = of === draft.text
  usePolicyKeys({
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
        draft={draft}
        extras={stored?.extras ?? null}
        isMine={isMine}
        isReview={isReview}
        isSaving={saving.isSaving}
        isRefused={isRead && analysis?.isAccepted === false}
        disabledReason={
          draft.text === ''
            ? t`Write something first`
            : badName !== null
              ? t`Give it a name first`
              : changed
                ? undefined
                : t`Nothing is changed yet`
        }
        onReview={review}
        onBack={saving.backToEdit}
        onSave={() => void saving.save()}
        onFormat={() => void format()}
        onImport={replace}
      />
      <div className={styles['notices']}>
        <NotKeptNotice keeper={keeper} />
        {saving.problem !== null && (
          <Problem
            problem={saving.problem}
            needs={{ capability: draft.base === null ? 'create' : 'update', path: `sys/policies/acl/${name ?? ''}` }}
            note={<Trans>What you typed is kept as a draft.</Trans>}
          />
        )}
        {isResumeSaid && changed && !isReview && (
          <Banner
            title={<Trans>You go on with changes that are not saved yet.</Trans>}
            action={
              draft.base !== null && (
                <Button size="small" onPress={() => replace(draft.base ?? '')}>
                  {t`Discard them`}
                </Button>
              )
            }
            onDismiss={() => setResumeSaid(false)}
          />
        )}
        {!isReview && (
          <NewerPolicy draft={draft} stored={stored} isGone={isGone} onBase={editing.setBase} onTake={replace} />
        )}
        {isRefused && (
          <Banner tone="warn" title={t`This change has to be made in the text.`} onDismiss={() => setRefused(false)}>
            <Trans>The text is JSON, or another rule denies the path: only you can say what is meant.</Trans>
          </Banner>
        )}
        {analysis?.hasCarriageReturns === true && !isReview && (
          <Banner
            title={t`Lines end as on Windows.`}
            action={
              <Button size="small" onPress={() => replace(draft.text.replaceAll('\r\n', '\n'))}>
                {t`Make them plain`}
              </Button>
            }
          >
            <Trans>The server reads them all the same.</Trans>
          </Banner>
        )}
      </div>
      {isReview && (
        <PolicyReview
          profileId={profileId}
          name={name ?? storedName(draft.name)}
          draft={draft}
          isMine={isMine}
          analysis={isRead ? analysis : null}
        />
      )}
      <div className={styles['body']} hidden={isReview}>
        <div className={styles['text']}>
          {name === null && <NameField draft={draft} onChange={editing.setName} problem={badName} />}
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
          <RuleAtCursor text={of} offset={cursor} ask={ask} />
          <Remarks
            analysis={isEmpty ? null : analysis}
            isCurrent={isRead}
            onGoTo={(offset) => editor.current?.goTo(offset)}
            onFix={edit}
          />
        </div>
        <SidePanel
          profileId={profileId}
          name={name}
          draft={draft}
          analysis={analysis}
          isCurrent={isRead}
          wanted={wanted}
          onWanted={setWanted}
          ask={ask}
          setting={setting}
          onChange={(what) => void change(what)}
          onReplace={replace}
          onGoTo={(offset) => editor.current?.goTo(offset)}
          isUnsaved={changed}
        />
      </div>
    </div>
  )
}

function NameField({
  draft,
  onChange,
  problem,
}: {
  draft: PolicyDraft
  onChange: (name: string) => void
  problem: NameProblem | null
}) {
  const { t } = useLingui()
  const stored = storedName(draft.name)
  const words: Readonly<Record<NameProblem, string>> = {
    empty: t`It needs a name.`,
    root: t`root is the server's own.`,
    characters: t`A name holds no control characters, and between slashes neither nothing nor dots alone.`,
    long: t`The name is too long.`,
  }
  const isShown = problem !== null && draft.name !== ''
  return (
    <TextField
      label={t`Name`}
      value={draft.name}
      onChange={onChange}
      mono
      autoFocus
      error={isShown ? words[problem] : undefined}
      description={
        problem === null && stored !== draft.name ? (
          <Trans>
            The server keeps names in small letters: <code>{stored}</code>
          </Trans>
        ) : undefined
      }
    />
  )
}
