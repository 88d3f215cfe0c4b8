/** Imports files as policies: the changes of each are shown first, then the chosen ones are written. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { bridge } from '../../../lib/bridge.ts'
import { errorOf, valueOf } from '../../../lib/call.ts'
import { useAct } from '../../../lib/useAct.ts'
import { wordsFor } from '../../../lib/errors.ts'
import { policyNames } from '../../../lib/queries/policies.ts'
import { TidiedNote } from '../../../components/TidiedNote.tsx'
import { Badge, type BadgeTone } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Checkbox } from '../../../ui/Checkbox.tsx'
import { FileDrop } from '../../../ui/FileDrop.tsx'
import { LineDiff } from '../../../ui/LineDiff.tsx'
import { Page } from '../../../ui/Page.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { ProgressBar } from '../../../ui/ProgressBar.tsx'
import styles from './ImportPage.module.css'
import fileList from './shared/fileList.module.css'
import { type ImportEntry, type ImportState, readFolder } from './importing.ts'
import { refreshPolicies } from '../queries.ts'
import { useSetting } from '../editor/useSetting.ts'

/** Files of one import. */
const maxFiles = 5_000

/** Rows that are shown, and rows that each press adds. */
const more = 200

interface Progress {
  readonly what: 'read' | 'write'
  readonly done: number
  readonly total: number
}

export function ImportPage({ profileId }: { profileId: string }) {
  const { t, i18n } = useLingui()
  const client = useQueryClient()
  const setting = useSetting(profileId, '')
  const folder = useRef<HTMLInputElement>(null)
  const [entries, setEntries] = useState<readonly ImportEntry[]>([])
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [tooMany, setTooMany] = useState(0)
  const [limit, setLimit] = useState(more)
  const [progress, setProgress] = useState<Progress | null>(null)
  const running = useRef(new AbortController())
  useEffect(() => () => running.current.abort(), [])

  const take = useAct(async (files: readonly File[]) => {
    setTooMany(Math.max(0, files.length - maxFiles))
    setLimit(more)
    running.current = new AbortController()
    const { signal } = running.current
    const read = await readFolder(profileId, files.slice(0, maxFiles), setting, signal, (done, total) =>
      setProgress({ what: 'read', done, total }),
    )
    setProgress(null)
    setEntries(read)
    // A file that the server would refuse is only imported if the person selects it.
    const good = read.filter(({ state, mistakes }) => (state === 'new' || state === 'changed') && mistakes === 0)
    setChosen(new Set(good.map(({ file }) => file)))
  })
  const change = (file: string, more: Partial<ImportEntry>) =>
    setEntries((before) => before.map((entry) => (entry.file === file ? { ...entry, ...more } : entry)))
  const write = useAct(async () => {
    running.current = new AbortController()
    const { signal } = running.current
    const wanted = entries.filter(({ file, state }) => chosen.has(file) && writable.has(state))
    for (const [done, entry] of wanted.entries()) {
      if (signal.aborted || entry.name === null) break
      setProgress({ what: 'write', done, total: wanted.length })
      try {
        await valueOf(
          bridge.policies.write({ profileId, name: entry.name, text: entry.text, base: entry.before ?? null }),
        )
        change(entry.file, { state: 'written', problem: undefined })
      } catch (thrown) {
        change(entry.file, { state: 'failed', problem: thrown })
      }
    }
    setProgress(null)
    await refreshPolicies(client, profileId)
    await client.invalidateQueries({ queryKey: policyNames(profileId).queryKey })
  })
  const isBusy = take.isPending || write.isPending
  const count = entries.filter(({ file, state }) => chosen.has(file) && writable.has(state)).length
  return (
    <Page labelledBy="import-title" scrolls>
      <PageHeader id="import-title" title={t`Import policies`}>
        <Button
          variant="primary"
          isPending={isBusy}
          disabledReason={count === 0 ? t`Select policies to write first` : undefined}
          onPress={() => void write.start()}
        >
          <Plural value={count} _0="Write selected" one="Write # policy" other="Write # policies" />
        </Button>
      </PageHeader>
      <p className={fileList['note']}>
        <Trans>
          Each file becomes a policy named after the file, without .hcl, .json, .policy, .tf or .txt. You can review the
          changes first.
        </Trans>
      </p>
      <div className={styles['tools']}>
        <FileDrop
          label={t`Choose files`}
          hint={t`or drop them here`}
          allowsMultiple
          isDisabled={isBusy}
          onFiles={(files) => void take.start(files)}
        />
        <Button isDisabled={isBusy} onPress={() => folder.current?.click()}>
          {t`Choose a folder`}
        </Button>
        <input
          ref={folder}
          type="file"
          hidden
          multiple
          aria-label={t`Choose a folder`}
          {...{ webkitdirectory: '' }}
          onChange={({ currentTarget }) => {
            const files = [...(currentTarget.files ?? [])]
            currentTarget.value = ''
            if (files.length > 0) void take.start(files)
          }}
        />
      </div>
      {tooMany > 0 && (
        <p className={fileList['note']} role="alert">
          <Plural
            value={tooMany}
            one="# more file was left out: at most 5,000 are read at once."
            other="# more files were left out: at most 5,000 are read at once."
          />
        </p>
      )}
      {progress !== null && (
        <div className={styles['tools']}>
          <ProgressBar
            label={progress.what === 'read' ? t`Reading the files` : t`Writing the policies`}
            value={progress.done}
            max={Math.max(1, progress.total)}
            text={t`${i18n.number(progress.done)} of ${i18n.number(progress.total)}`}
          />
          <Button onPress={() => running.current.abort()}>{t`Stop`}</Button>
        </div>
      )}
      {entries.length > 0 && (
        <ul className={fileList['list']} aria-label={t`Files`}>
          {entries.slice(0, limit).map((entry) => (
            <Entry
              key={entry.file}
              entry={entry}
              isChosen={chosen.has(entry.file)}
              onChoose={(isChosen) => {
                const next = new Set(chosen)
                if (isChosen) next.add(entry.file)
                else next.delete(entry.file)
                setChosen(next)
              }}
            />
          ))}
        </ul>
      )}
      {entries.length > limit && (
        <Button onPress={() => setLimit(limit + more)}>
          <Plural value={Math.min(more, entries.length - limit)} one="Show # more" other="Show # more" />
        </Button>
      )}
    </Page>
  )
}

const writable: ReadonlySet<ImportState> = new Set(['new', 'changed', 'failed'])

function Entry({
  entry,
  isChosen,
  onChoose,
}: {
  entry: ImportEntry
  isChosen: boolean
  onChoose: (isChosen: boolean) => void
}) {
  const { t, i18n } = useLingui()
  const [isShown, setShown] = useState(false)
  const { file, name, state, mistakes } = entry
  const words: Readonly<Record<ImportState, [BadgeTone, string]>> = {
    new: ['accent', t`new`],
    changed: ['warn', t`changed`],
    same: ['plain', t`the same`],
    written: ['ok', t`written`],
    failed: ['danger', t`failed`],
    unreadable: ['danger', t`can't be read`],
    large: ['danger', t`too large`],
    nameless: ['danger', t`invalid policy name`],
    root: ['danger', t`root can't be changed`],
    twice: ['danger', t`another file has this name`],
  }
  const [tone, word] = words[state]
  const canWrite = writable.has(state)
  const hasDifference = state === 'changed' || state === 'new'
  return (
    <li className={fileList['entry']}>
      <div className={fileList['row']}>
        <Checkbox isSelected={isChosen && canWrite} isDisabled={!canWrite} onChange={onChoose}>
          <code>{name ?? file}</code>
        </Checkbox>
        <Badge tone={tone}>{word}</Badge>
        {entry.wrapping !== null && (
          <Badge tone="plain">
            {entry.wrapping === 'api-body' ? t`the policy in API JSON` : t`the policy in a Terraform file`}
          </Badge>
        )}
        {mistakes > 0 && (
          <Badge tone="danger">
            <Plural
              value={mistakes}
              one="# error: the server will refuse it"
              other="# errors: the server will refuse it"
            />
          </Badge>
        )}
        <span className={fileList['note']}>{file === name ? null : file}</span>
        <span className={fileList['space']} />
        {hasDifference && (
          <Button
            size="small"
            aria-expanded={isShown}
            aria-label={t`Difference of ${name ?? file}`}
            onPress={() => setShown(!isShown)}
          >
            {isShown ? t`Hide` : t`Show`}
          </Button>
        )}
      </div>
      <TidiedNote tidied={entry.tidied} />
      {entry.problem !== undefined && (
        <p className={fileList['problem']}>
          {i18n._(wordsFor(errorOf(entry.problem)).title)} {errorOf(entry.problem).vaultErrors?.join(' ')}
        </p>
      )}
      {isShown && hasDifference && <LineDiff label={name ?? file} before={entry.before ?? ''} after={entry.text} />}
    </li>
  )
}
