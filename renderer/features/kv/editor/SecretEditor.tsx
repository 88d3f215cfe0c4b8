/** Opens the editor: on a stored draft if there is one and the person wants it, otherwise on the server's values. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import type { Secret } from '../../../../electron/contract/kv.ts'
import { errorOf } from '../../../lib/call.ts'
import { useDraftKeeper } from '../../../lib/drafts.ts'
import { useDraftStart } from '../../../lib/useDraftStart.ts'
import { DraftChoice, OtherDraftsNotice } from '../../../components/DraftChoice.tsx'
import { Page } from '../../../ui/Page.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { BlindStart } from './BlindStart.tsx'
import { Draft, type DraftKeeper, draftPlace, nameOfNew } from './draft.ts'
import { DraftChanges } from './DraftChanges.tsx'
import { EditorForm } from './EditorForm.tsx'
import { apiName, folderOf, type KvVersion, lastName, type SecretPlace } from '../shared/names.ts'
import { Problem } from '../../../components/Problem.tsx'
import { secretWithoutValues } from '../queries.ts'
import { newRow } from './rows.ts'
import { baseOf, draftOf, readStoredSecret } from './storedSecret.ts'
import { classNames } from '../../../ui/classNames.ts'
import styles from './SecretEditor.module.css'
import longTitle from '../../../ui/shared/longTitle.module.css'

export interface SecretEditorProps {
  readonly profileId: string
  /** Of a new secret: its folder, or the full path if that is already known. */
  readonly place: SecretPlace
  readonly kvVersion: KvVersion
  readonly isNew: boolean
  /** The editing session whose draft is resumed without asking. */
  readonly draft?: string | undefined
}

export function SecretEditor({ profileId, place, kvVersion, isNew, draft: wanted }: SecretEditorProps) {
  const { t } = useLingui()
  const kept = draftPlace(isNew ? { mount: place.mount, path: folderOfNew(place.path) } : place)
  const start = useDraftStart({ profileId, place: kept, schema: Draft, wanted, resumes: 'none' })
  const session = start.kind === 'start' ? start.address.session : ''
  const keeper = useDraftKeeper<Draft>(
    { profileId, place: kept, session },
    JSON.stringify,
    isNew ? nameOfNew : undefined,
  )
  if (start.kind === 'failed') return <Problem problem={start.problem} onRetry={start.askAgain} />
  if (start.kind === 'waiting') return <SkeletonRows rows={4} />
  if (start.kind === 'choice') {
    return (
      <Page scrolls>
        <h1 className={classNames(styles['title'], longTitle['clamped'])}>
          {isNew ? t`New secret` : t`Edit ${lastName(place.path)}`}
        </h1>
        <DraftChoice
          {...start}
          title={<Trans>You have unsaved changes.</Trans>}
          freshLabel={isNew ? t`Start another secret` : t`Start from the saved secret`}
          renderChanges={(draft, label) => <DraftChanges draft={draft} label={label} />}
        />
      </Page>
    )
  }
  const shared = {
    profileId,
    place,
    kvVersion,
    keeper,
    // Drafts of other new secrets in this folder are ignored.
    notice: !isNew && <OtherDraftsNotice others={start.others} onChoose={start.choose} />,
  }
  if (start.draft !== null) return <Resumed key={session} {...shared} draft={start.draft} isNew={isNew} />
  return isNew ? (
    <EditorForm key={session} {...shared} start={emptyDraft(place.path)} isNew />
  ) : (
    <FromServer key={session} {...shared} />
  )
}

/** A new secret's draft is stored under its folder: its name is not known yet. */
const folderOfNew = (path: string): string => (path.endsWith('/') || path === '' ? path : folderOf(path))

const emptyDraft = (path: string): Draft => ({ path, rows: [newRow([])], base: { kind: 'new' } })

interface Opening {
  readonly profileId: string
  readonly place: SecretPlace
  readonly kvVersion: KvVersion
  readonly keeper: DraftKeeper
  readonly notice: ReactNode
}

/** The current version and its values, fetched only for this editor. */
function FromServer({ profileId, place, kvVersion, keeper, notice }: Opening) {
  const { t } = useLingui()
  const [opened, setOpened] = useState<Draft | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const [attempt, setAttempt] = useState(0)
  const { mount, path } = place

  useEffect(() => {
    const stop = new AbortController()
    readStoredSecret({ profileId, mount, path }, stop.signal).then(
      (stored) => {
        if (!stop.signal.aborted) setOpened(draftOf(path, stored))
      },
      (thrown: unknown) => {
        if (!stop.signal.aborted) setProblem(thrown)
      },
    )
    return () => stop.abort()
  }, [profileId, mount, path, attempt])

  const shared = { profileId, kvVersion, place, keeper, notice }
  if (opened !== null) return <EditorForm {...shared} start={opened} />
  if (problem === null) return <SkeletonRows rows={4} />
  const isGone = errorOf(problem).code === 'not-found'
  if (isGone) return <EditorForm {...shared} start={emptyDraft(path)} isNew />
  return (
    <Page scrolls>
      <h1 className={classNames(styles['title'], longTitle['clamped'])}>{t`Edit ${lastName(path)}`}</h1>
      <Problem
        problem={problem}
        needs={{ capability: 'read', path: apiName(place, kvVersion) }}
        onRetry={() => {
          setProblem(null)
          setAttempt(attempt + 1)
        }}
      />
      {errorOf(problem).code === 'permission-denied' && (
        <BlindStart profileId={profileId} place={place} kvVersion={kvVersion} onStart={setOpened} />
      )}
    </Page>
  )
}

/** Resumes a draft, which holds everything it needs, also while the server cannot be reached. */
function Resumed({ draft, isNew, ...shared }: Opening & { draft: Draft; isNew: boolean }) {
  const { profileId, place } = shared
  const { data: current } = useQuery({ ...secretWithoutValues(profileId, place, undefined), enabled: !isNew })
  return (
    <EditorForm
      {...shared}
      start={draft}
      isNew={draft.base.kind === 'new'}
      newer={current !== undefined && isOtherThan(draft, current) ? current : undefined}
    />
  )
}

/** Whether the secret has been saved since the draft was begun. */
function isOtherThan(draft: Draft, current: Secret): boolean {
  const base = baseOf(current)
  if (draft.base.kind === 'version' && base.kind === 'version') return draft.base.version !== base.version
  // A fingerprint of KV 1 is not comparable after a restart of Strongroom, and no base is after the mount changed to
  // another version of the engine; the save compares the values themselves.
  return draft.base.kind === 'new'
}
