/** The editor of a secret: its keys and values, saved together as one new version after the differences were shown. */
import { useLingui } from '@lingui/react/macro'
import { type ReactNode, useRef, useState } from 'react'
import type { Secret } from '../../../../electron/contract/kv.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { useUnsavedWork } from '../../../lib/unsavedWork.ts'
import { NotKeptNotice } from '../../../components/NotKeptNotice.tsx'
import { Page } from '../../../ui/Page.tsx'
import { focusInvalid } from '../../../ui/focusInvalid.ts'
import { sayReason } from '../../../ui/sayReason.ts'
import { useEditKeys } from '../../../ui/useEditKeys.ts'
import { BlindNotice, RemovedKeys } from './BlindNotice.tsx'
import { SaveProblem } from './SaveProblem.tsx'
import type { Draft, DraftKeeper } from './draft.ts'
import styles from './EditorForm.module.css'
import { EditorHeader } from './EditorHeader.tsx'
import { EditorRows } from './EditorRows.tsx'
import { LeaveDialog } from './LeaveDialog.tsx'
import { MergedNotice } from './MergedNotice.tsx'
import { apiName, folderOf, type KvVersion, lastName, type SecretPlace } from '../shared/names.ts'
import { NewerNotice } from './NewerNotice.tsx'
import { PathField } from '../shared/PathField.tsx'
import { PlaceNames } from '../shared/PlaceNames.tsx'
import { RefusedNotice } from './RefusedNotice.tsx'
import { ReviewView } from './ReviewView.tsx'
import { roundedKeys } from './rows.ts'
import { TakenNotice } from './TakenNotice.tsx'
import { useEditing } from './useEditing.ts'
import { useSave } from './useSave.ts'
import { useWholeText } from './useWholeText.ts'
import { ViewSwitch } from './ViewSwitch.tsx'
import { WholeTextView } from './WholeTextView.tsx'

export interface EditorFormProps {
  readonly profileId: string
  readonly place: SecretPlace
  readonly kvVersion: KvVersion
  readonly start: Draft
  readonly keeper: DraftKeeper
  readonly isNew?: boolean
  /** Saved by someone else since the draft was begun. */
  readonly newer?: Secret | undefined
  /** Notices above the form. */
  readonly notice?: ReactNode
}

export function EditorForm(props: EditorFormProps) {
  const { profileId, place, kvVersion, start, keeper, isNew = false, newer, notice } = props
  const { t } = useLingui()
  const go = useGo()
  const editing = useEditing(start, keeper, isNew ? place.path : null)
  const { draft, changed, problems, badPath, conflicts } = editing
  const { mount } = place
  const at = { profileId, mount, path: isNew ? draft.path : place.path }
  const saving = useSave(at, editing, keeper)
  const viewing = useWholeText(editing)
  const [wasTried, setTried] = useState(false)
  const [isLeaving, setLeaving] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const isThere = draft.base.kind !== 'new'
  const isReview = saving.stage === 'review'
  const isPatch = draft.removed !== undefined
  const isReplacing = draft.base.kind === 'blind' && !isPatch
  const unchanged = t`No changes yet`
  const isRefused = badPath !== null || problems.size > 0 || conflicts.length > 0 || viewing.problems.length > 0
  useUnsavedWork('edit', changed ? `${mount}${at.path}` : null)

  const leave = () => {
    go(routes.kv(profileId, { mount, path: isNew ? folderOf(`${place.path}x`) : place.path }), { replace: true })
  }
  const drop = async () => {
    await keeper.discard()
    leave()
  }
  const askToLeave = () => (changed ? setLeaving(true) : leave())

  /** `isPress`: by the button, not by a shortcut. */
  function save(isPress: boolean): void {
    setTried(true)
    // A secret that was not read is not replaced by a key stroke that was meant for the review.
    if (isReplacing && isReview && !isPress) return
    if (isRefused) {
      focusInvalid(form.current)
      return
    }
    if (isThere && !changed) sayReason(unchanged)
    else void saving.reviewOrWrite()
  }

  useEditKeys({
    onSave: () => save(false),
    onEscape: () => {
      if (isReview) saving.backToEdit()
      else askToLeave()
    },
  })

  return (
    <Page scrolls isRoomy>
      <EditorHeader
        title={isNew ? t`New secret` : t`Edit ${lastName(place.path)}`}
        base={draft.base}
        isReview={isReview}
        isSaving={saving.isSaving}
        disabledReason={isThere && !changed ? unchanged : undefined}
        onCancel={askToLeave}
        onBack={saving.backToEdit}
        onSave={() => save(true)}
        isReplacing={isReplacing}
      />
      {newer !== undefined && saving.merged === null && !isReview && (
        <NewerNotice
          profileId={profileId}
          newer={newer}
          rows={draft.rows}
          canMerge={viewing.problems.length === 0}
          onMerge={saving.mergeNewer}
        />
      )}
      {saving.merged !== null && <MergedNotice merged={saving.merged} undecided={conflicts.length} />}
      {saving.problem !== null && (
        <SaveProblem
          profileId={profileId}
          path={apiName(at, kvVersion)}
          problem={saving.problem}
          isPatch={isPatch}
          isThere={isThere}
        />
      )}
      <NotKeptNotice keeper={keeper} />
      {!isReview && notice}
      {wasTried && isRefused && !isReview && <RefusedNotice draft={draft} problems={problems} />}
      {saving.taken !== null && !isReview && (
        <TakenNotice
          key={saving.taken.path}
          taken={saving.taken}
          rows={draft.rows}
          onOpen={() => go(routes.kv(profileId, { mount, path: at.path }))}
          onRename={() => form.current?.querySelector<HTMLElement>('input')?.focus()}
          onAdd={saving.addTo}
        />
      )}
      {draft.base.kind === 'blind' && <BlindNotice isPatch={isPatch} />}
      {isReview && <ReviewView draft={draft} />}
      <form
        ref={form}
        className={styles['form']}
        hidden={isReview}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          save(false)
        }}
      >
        {isNew && !isThere && (
          <PathField
            mount={mount}
            value={draft.path}
            onChange={editing.setPath}
            problem={wasTried || draft.path !== start.path ? badPath : null}
          />
        )}
        {(!isNew || badPath === null) && <PlaceNames place={at} kvVersion={kvVersion} />}
        {!isPatch && <ViewSwitch viewing={viewing} editing={editing} />}
        {viewing.text === null || viewing.view === 'table' ? (
          <EditorRows
            profileId={profileId}
            editing={editing}
            kvVersion={kvVersion}
            wasTried={wasTried}
            hasFocusAtFirst={!isNew}
          />
        ) : (
          <WholeTextView
            key={viewing.view}
            format={viewing.view}
            text={viewing.text}
            problems={viewing.problems}
            rounded={kvVersion === 2 ? roundedKeys(draft.rows) : []}
            isShown={viewing.isShown}
            onShow={viewing.show}
            onChange={viewing.type}
            onDrop={viewing.drop}
          />
        )}
        {isPatch && <RemovedKeys value={draft.removed ?? ''} onChange={editing.setRemoved} />}
        {/* Enter in a field saves; the button that people press is in the header. */}
        <input type="submit" hidden />
      </form>
      {isLeaving && (
        <LeaveDialog
          name={isNew ? t`the new secret` : lastName(place.path)}
          onStay={() => setLeaving(false)}
          onDiscard={() => void drop()}
          onKeep={leave}
        />
      )}
    </Page>
  )
}
