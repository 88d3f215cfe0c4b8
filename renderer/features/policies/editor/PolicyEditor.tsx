/**
 * The editor of a policy: its text with the warnings, next to it the rules and further facts; saved after the
 * difference was shown.
 */
import { useLingui } from '@lingui/react/macro'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import type { StoredPolicy } from '../../../../electron/contract/policies.ts'
import type { DraftKeeper } from '../../../lib/drafts.ts'
import { useUnsavedWork } from '../../../lib/unsavedWork.ts'
import type { CodeEditorHandle } from '../../../ui/CodeEditor.tsx'
import { PolicyEditorView } from './PolicyEditorView.tsx'
import { type PolicyDraft, storedName } from './policyDraft.ts'
import type { ReadText } from './readText.ts'
import { useCompletions } from './useCompletions.ts'
import { useFix } from './useFix.ts'
import { useFocusAfterReview, useHeaderActs, useTextNow } from './useHeaderActs.ts'
import { useIsMine } from './useIsMine.ts'
import { useMarks } from './useMarks.ts'
import { useNameOfNew } from './useNameOfNew.ts'
import { usePolicyEditing } from './usePolicyEditing.ts'
import { usePolicyReading } from './usePolicyReading.ts'
import { usePolicySave } from './usePolicySave.ts'
import { useReviewReason } from './useReviewReason.ts'
import { useSetting } from './useSetting.ts'
import { useTextActs } from './useTextActs.ts'

export interface PolicyEditorProps {
  readonly profileId: string
  /** Null for a policy that is new and has no name yet. */
  readonly name: string | null
  readonly start: PolicyDraft
  /** Whether the edit continues an earlier draft. */
  readonly isResumed?: boolean
  readonly keeper: DraftKeeper<PolicyDraft>
  /** The server's current text, once it is known. */
  readonly stored?: StoredPolicy | undefined
  /** The server has no policy of this name. */
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
  const editor = useRef<CodeEditorHandle>(null)
  const [cursor, setCursor] = useState(0)
  const [wanted, setWanted] = useState({ filter: '', limit: 20 })

  const editing = usePolicyEditing(start, keeper, name === null)
  const { draft, changed } = editing
  const { text } = draft
  const saving = usePolicySave(profileId, name, editing, keeper)
  const isReview = saving.stage === 'review'
  const target = name ?? storedName(draft.name)
  useUnsavedWork('edit', changed ? (name ?? (storedName(draft.name) || 'policy')) : null)

  const setting = useSetting(profileId, target)
  const { analysis, of, ask } = usePolicyReading({ text, setting, ...wanted })
  const isRead = of === text
  // An empty text gets no warnings.
  const remarked = text === '' ? null : analysis

  const textNow = useTextNow(text)
  const { acts, isStuck, unstick } = useTextActs(editor, ask, textNow)
  const { asked, fix } = useFix({ ask, of, textNow, edit: acts.edit })
  const badName = useNameOfNew(profileId, name === null, draft.name, setting.dialect)
  const disabledReason = useReviewReason(text, badName, changed)
  const headerActs = useHeaderActs(saving, text, disabledReason, acts)
  useFocusAfterReview(editor, isReview)

  const isMine = useIsMine(profileId, name)
  const assist = useCompletions(profileId, ask)
  const marks = useMarks(remarked)

  const shown = of ?? text
  const isStored = draft.base !== null
  const read = useMemo<ReadText>(
    () => ({ text: shown, analysis, setting, wanted, isStored, isUnsaved: changed }),
    [shown, analysis, setting, wanted, isStored, changed],
  )

  return (
    <PolicyEditorView
      header={{
        profileId,
        name,
        isStored,
        textNow,
        extras: stored?.extras ?? null,
        isMine,
        isReview,
        isSaving: saving.isSaving,
        isRefused: isRead && analysis?.isAccepted === false,
        disabledReason,
        ...headerActs,
        onBack: saving.backToEdit,
        onImport: acts.replace,
      }}
      notice={notice}
      notices={{
        keeper,
        name: target,
        base: draft.base,
        textNow,
        problem: saving.problem,
        isReview,
        isResumed: isResumed && changed,
        isStuck,
        hasCarriageReturns: analysis?.hasCarriageReturns === true,
        stored,
        isGone,
        onUnstick: unstick,
        onBase: editing.setBase,
        onReplace: acts.replace,
      }}
      review={isReview ? { profileId, name: target, draft, isMine, analysis: isRead ? analysis : null } : null}
      nameField={name === null ? { typed: draft.name, onChange: editing.setName, problem: badName } : null}
      code={{
        ref: editor,
        label: t`Policy text`,
        value: text,
        onChange: editing.setText,
        language: 'hcl',
        problems: marks,
        assist,
        onCursor: setCursor,
        size: 'fill',
        hasFocusAtFirst: name !== null,
      }}
      cursor={{ text: isRead ? of : null, offset: cursor, ask }}
      fix={asked === null ? null : { gains: asked.gains, onApply: asked.apply, onClose: asked.cancel }}
      remarks={{ analysis: remarked, onGoTo: acts.goTo, onFix: fix }}
      side={{ profileId, name, read, acts, onWanted: setWanted }}
    />
  )
}
