/** Opens the editor: on a kept draft where there is one and the person wants it, else on what the server has. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Secret } from '../../../../electron/contract/kv.ts'
import { errorOf } from '../../../lib/call.ts'
import { useDraftKeeper, useKeptDraft } from '../../../lib/drafts.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Page } from '../../../ui/Page.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { BlindStart } from './BlindStart.tsx'
import { type Draft, type DraftKeeper, draftPlace, readDraft } from './draft.ts'
import { EditorForm } from './EditorForm.tsx'
import { apiName, folderOf, type KvVersion, lastName, type SecretPlace } from '../names.ts'
import { baseOf, openForEdit } from './openForEdit.ts'
import { Problem } from '../../../ui/Problem.tsx'
import { secretWithoutValues } from '../queries.ts'
import { resume } from './resume.ts'
import { newRow } from './rows.ts'
import styles from './SecretEditor.module.css'
import { useClockTime } from '../../../ui/useClockTime.ts'

export interface SecretEditorProps {
  readonly profileId: string
  /** Of a new secret: its folder, or the whole path where that is known already. */
  readonly place: SecretPlace
  readonly kvVersion: KvVersion
  readonly isNew: boolean
}

export function SecretEditor({ profileId, place, kvVersion, isNew }: SecretEditorProps) {
  const kept = draftPlace(isNew ? { mount: place.mount, path: folderOfNew(place.path) } : place)
  const { changedAt: keptAt, problem: listProblem, askAgain } = useKeptDraft(profileId, kept)
  const [isAsked] = useState(() => resume.isWanted(profileId, kept))
  const [start, setStart] = useState<Draft | 'server' | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const keeper = useDraftKeeper<Draft>(profileId, kept)
  const { t } = useLingui()
  const clockTime = useClockTime()

  const goOn = () => {
    readDraft(profileId, kept).then((draft) => setStart(draft ?? 'server'), setProblem)
  }
  // Without a draft there is nothing to choose; one that is kept from now on is this editor's own.
  if (start === null && keptAt === null) setStart('server')
  const hasDraft = typeof keptAt === 'string'
  useEffect(() => {
    resume.done()
    if (isAsked && hasDraft) readDraft(profileId, kept).then((draft) => setStart(draft ?? 'server'), setProblem)
  }, [isAsked, hasDraft, profileId, kept])

  if (problem !== null)
    return (
      <Problem
        problem={problem}
        onRetry={() => {
          setProblem(null)
          goOn()
        }}
      />
    )
  // An edit that began now would take the place of a draft that nobody could see.
  if (start === null && listProblem !== null) return <Problem problem={listProblem} onRetry={askAgain} />
  if (start === 'server') {
    return isNew ? (
      <EditorForm
        profileId={profileId}
        kvVersion={kvVersion}
        place={place}
        start={emptyDraft(place.path)}
        keeper={keeper}
        isNew
      />
    ) : (
      <FromServer profileId={profileId} place={place} kvVersion={kvVersion} keeper={keeper} />
    )
  }
  if (start !== null) {
    return (
      <Resumed profileId={profileId} place={place} kvVersion={kvVersion} keeper={keeper} draft={start} isNew={isNew} />
    )
  }
  if (keptAt === null || keptAt === undefined || isAsked) return <SkeletonRows rows={4} />
  const time = clockTime(keptAt)
  return (
    <Page scrolls>
      <Banner
        title={<Trans>You have unsaved changes.</Trans>}
        action={
          <>
            <Button size="small" onPress={() => void keeper.discard().then(() => setStart('server'))}>
              {t`Discard`}
            </Button>
            <Button size="small" variant="primary" autoFocus onPress={goOn}>
              {t`Go on with your draft from ${time}`}
            </Button>
          </>
        }
      />
    </Page>
  )
}

/** A new secret's draft is kept under its folder: its name is not known yet. */
const folderOfNew = (path: string): string => (path.endsWith('/') || path === '' ? path : folderOf(path))

const emptyDraft = (path: string): Draft => ({ path, rows: [newRow([])], base: { kind: 'new' } })

interface Opening {
  readonly profileId: string
  readonly place: SecretPlace
  readonly kvVersion: KvVersion
  readonly keeper: DraftKeeper
}

/** The current version and its values, fetched for this editor alone. */
function FromServer({ profileId, place, kvVersion, keeper }: Opening) {
  const { t } = useLingui()
  const [opened, setOpened] = useState<Draft | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const [attempt, setAttempt] = useState(0)
  const { mount, path } = place

  useEffect(() => {
    const stop = new AbortController()
    openForEdit({ profileId, mount, path }, stop.signal).then(
      ({ draft }) => {
        if (!stop.signal.aborted) setOpened(draft)
      },
      (thrown: unknown) => {
        if (!stop.signal.aborted) setProblem(thrown)
      },
    )
    return () => stop.abort()
  }, [profileId, mount, path, attempt])

  if (opened !== null) {
    return <EditorForm profileId={profileId} kvVersion={kvVersion} place={place} start={opened} keeper={keeper} />
  }
  if (problem === null) return <SkeletonRows rows={4} />
  const isGone = errorOf(problem).code === 'not-found'
  if (isGone) {
    return (
      <EditorForm
        profileId={profileId}
        kvVersion={kvVersion}
        place={place}
        start={emptyDraft(path)}
        keeper={keeper}
        isNew
      />
    )
  }
  return (
    <Page scrolls>
      <h1 className={styles['title']}>{t`Edit ${lastName(path)}`}</h1>
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

/** Goes on with a draft, which holds all it needs, also while the server cannot be asked. */
function Resumed({ profileId, place, kvVersion, keeper, draft, isNew }: Opening & { draft: Draft; isNew: boolean }) {
  const { data: current } = useQuery({ ...secretWithoutValues(profileId, place, undefined), enabled: !isNew })
  return (
    <EditorForm
      profileId={profileId}
      kvVersion={kvVersion}
      place={place}
      start={draft}
      keeper={keeper}
      isNew={draft.base.kind === 'new'}
      newer={current !== undefined && isOtherThan(draft, current) ? current : undefined}
    />
  )
}

/** Has the secret been saved since the draft was begun? */
function isOtherThan(draft: Draft, current: Secret): boolean {
  const base = baseOf(current)
  if (draft.base.kind === 'version' && base.kind === 'version') return draft.base.version !== base.version
  // A fingerprint of KV 1 means nothing after a restart of Strongroom; the save compares the values themselves.
  return draft.base.kind === 'new'
}
