/** The editor of a secret: its keys and values, saved together as one new version. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { Eye, EyeOff, Plus } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Secret } from '../../../electron/contract/kv.ts'
import { routes, useGo } from '../../lib/routes.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { ConflictView } from './ConflictView.tsx'
import type { Draft, DraftKeeper } from './draft.ts'
import styles from './EditorForm.module.css'
import { EditorRow } from './EditorRow.tsx'
import { LeaveDialog } from './LeaveDialog.tsx'
import { apiName, type KvVersion, lastName, pathProblem, type SecretPlace } from './names.ts'
import { PathField } from './PathField.tsx'
import { PlaceNames } from './PlaceNames.tsx'
import { Problem } from './Problem.tsx'
import { kvKey } from './queries.ts'
import { entriesOf, isChanged, newRow, problemsOf, type Row } from './rows.ts'
import { saveSecret, type Theirs } from './saving.ts'
import { sayDone } from './sayDone.ts'
import { useEditorKeys } from './useEditorKeys.ts'

export interface EditorFormProps {
  readonly profileId: string
  readonly place: SecretPlace
  readonly kvVersion: KvVersion
  readonly start: Draft
  readonly keeper: DraftKeeper
  readonly isNew?: boolean
  /** Saved by somebody since the draft was begun. */
  readonly newer?: Secret | undefined
}

/** How many rows stand on the page at once. */
const most = 100

export function EditorForm({ profileId, place, kvVersion, start, keeper, isNew = false, newer }: EditorFormProps) {
  const { t, i18n } = useLingui()
  const go = useGo()
  const queryClient = useQueryClient()
  const [path, setPath] = useState(start.path)
  const [rows, setRows] = useState<readonly Row[]>(start.rows)
  const [base, setBase] = useState(start.base)
  const [wasTried, setTried] = useState(false)
  const [isSaving, setSaving] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const [theirs, setTheirs] = useState<Theirs | null>(null)
  const [isLeaving, setLeaving] = useState(false)
  const [allShown, setAllShown] = useState(false)
  const [limit, setLimit] = useState(most)
  const form = useRef<HTMLFormElement>(null)
  const [addedId, setAddedId] = useState<number | null>(null)

  const { mount } = place
  const at = { profileId, mount, path: isNew ? path : place.path }
  const problems = useMemo(() => problemsOf(rows), [rows])
  const badPath = isNew ? pathProblem(path) : null
  const changed = isChanged(rows) || (isNew && path !== place.path)
  const isThere = base.kind !== 'new'

  // What is on the page is kept as it changes; what was undone needs no draft.
  const isFirst = useRef(true)
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false
      return
    }
    if (changed) keeper.keep({ path, rows: [...rows], base })
    else void keeper.discard()
  }, [path, rows, base, changed, keeper])

  const changeRow = useCallback(
    (row: Row) => setRows((before) => before.map((each) => (each.id === row.id ? row : each))),
    [],
  )
  const dropRow = useCallback((id: number) => setRows((before) => before.filter((each) => each.id !== id)), [])
  const addRow = () => {
    const row = newRow(rows)
    setRows([...rows, row])
    setAddedId(row.id)
  }
  const leave = () => {
    const folder = isNew ? place.path.slice(0, place.path.lastIndexOf('/') + 1) : place.path
    go(routes.kv(profileId, { mount, path: folder }), { replace: true })
  }

  async function save(onTopOf = base): Promise<void> {
    setTried(true)
    if (isSaving) return
    if (badPath !== null || problems.size > 0) {
      // The fields are marked after this render.
      requestAnimationFrame(() =>
        form.current?.querySelector<HTMLElement>('[data-invalid] :is(input, textarea)')?.focus(),
      )
      return
    }
    setSaving(true)
    setProblem(null)
    try {
      const outcome = await saveSecret({ at, entries: entriesOf(rows), base: onTopOf, rows })
      if (outcome.kind === 'conflict') {
        setTheirs(outcome.theirs)
        return
      }
      await keeper.discard()
      for (const what of ['list', 'secret'] as const) {
        void queryClient.invalidateQueries({ queryKey: kvKey(profileId, what, mount) })
      }
      const name = lastName(at.path)
      const words =
        outcome.version === undefined ? t`${name} is saved` : t`${name} is saved as version ${outcome.version}`
      sayDone(words, outcome.kind === 'saved' ? outcome.warnings : [])
      go(routes.kv(profileId, { mount, path: at.path }), { replace: true })
    } catch (thrown) {
      setTheirs(null)
      setProblem(thrown)
    } finally {
      setSaving(false)
    }
  }

  async function drop(): Promise<void> {
    await keeper.discard()
    leave()
  }

  useEditorKeys({
    onSave: () => void save(),
    onEscape: () => {
      if (theirs !== null) setTheirs(null)
      else if (changed) setLeaving(true)
      else leave()
    },
  })

  const canShow = rows.some((row) => row.original !== null)
  return (
    <div className={styles['editor']}>
      <header className={styles['header']}>
        <h1 className={styles['title']}>{isNew ? t`New secret` : t`Edit ${lastName(place.path)}`}</h1>
        {theirs === null && (
          <>
            <Button onPress={() => (changed ? setLeaving(true) : leave())}>{t`Cancel`}</Button>
            <Button
              variant="primary"
              isPending={isSaving}
              onPress={() => void save()}
              disabledReason={isThere && !changed ? t`Nothing is changed yet` : undefined}
            >
              {base.kind === 'version' ? t`Save version ${base.version + 1}` : t`Save secret`}
            </Button>
          </>
        )}
      </header>
      {newer !== undefined && theirs === null && <NewerNotice newer={newer} />}
      {problem !== null && (
        <Problem
          problem={problem}
          needs={{ capability: isThere ? 'update' : 'create', path: apiName(at, kvVersion) }}
          note={<Trans>What you typed is kept as a draft. Save again when that is mended.</Trans>}
        />
      )}
      {theirs !== null && (
        <ConflictView
          mine={entriesOf(rows)}
          theirs={theirs}
          isPending={isSaving}
          onKeepMine={() => {
            setBase(theirs.base)
            void save(theirs.base)
          }}
          onTakeTheirs={() => void drop()}
          onGoOn={() => setTheirs(null)}
        />
      )}
      <form
        ref={form}
        className={styles['form']}
        hidden={theirs !== null}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        {isNew && (
          <PathField
            mount={mount}
            value={path}
            onChange={setPath}
            problem={wasTried || path !== start.path ? badPath : null}
          />
        )}
        {(!isNew || badPath === null) && <PlaceNames place={at} kvVersion={kvVersion} />}
        <div className={styles['tools']}>
          <h2 className={styles['subtitle']}>{t`Keys and values`}</h2>
          {canShow && (
            <Button
              size="small"
              variant="quiet"
              icon={allShown ? <EyeOff size={14} /> : <Eye size={14} />}
              onPress={() => setAllShown(!allShown)}
            >
              {allShown ? t`Hide untouched values` : t`Show all values`}
            </Button>
          )}
        </div>
        <ul>
          {rows
            .filter((row, index) => index < limit || row.original === null || problems.has(row.id))
            .map((row, index) => (
              <EditorRow
                key={row.id}
                row={row}
                problem={wasTried || problems.get(row.id) !== 'key-missing' ? problems.get(row.id) : undefined}
                isShown={allShown}
                hasFocusAtFirst={row.id === addedId || (!isNew && index === 0)}
                kvVersion={kvVersion}
                onChange={changeRow}
                onDrop={dropRow}
              />
            ))}
        </ul>
        <div className={styles['tools']}>
          <Button size="small" icon={<Plus size={14} />} onPress={addRow}>
            {t`Add a key`}
          </Button>
          {rows.length > limit && (
            <Button size="small" variant="quiet" onPress={() => setLimit(limit + most)}>
              <Trans>Show more of {i18n.number(rows.length)} keys</Trans>
            </Button>
          )}
        </div>
        {/* Enter in a field saves; the button that people press stands in the header. */}
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
    </div>
  )
}

function NewerNotice({ newer }: { newer: Secret }) {
  const { t } = useLingui()
  return (
    <Banner
      tone="warn"
      title={
        newer.version === undefined
          ? t`The secret was saved since you began.`
          : t`Version ${newer.version} was saved since you began.`
      }
    >
      <Trans>Go on; when you save, both sides are shown and you decide.</Trans>
    </Banner>
  )
}
