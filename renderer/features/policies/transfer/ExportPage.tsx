/**
 * Exports all policies into a folder of files: a preview first, then the files are written; the export can be stopped.
 */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { errorOf } from '../../../lib/call.ts'
import { wordsFor } from '../../../lib/errors.ts'
import { offeredFiles } from '../../../lib/queries/files.ts'
import { policyNames } from '../../../lib/queries/policies.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { CallProblem } from '../../../components/CallProblem.tsx'
import { NoFolderNotice } from '../../../components/NoFolderNotice.tsx'
import { Page } from '../../../ui/Page.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { ProgressBar } from '../../../ui/ProgressBar.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import type { ExportEntry } from './exporting.ts'
import fileList from './shared/fileList.module.css'
import { type PolicyExport, useExport } from './useExport.ts'

/** Rows that are shown, and rows that each press adds. */
const more = 200

export function ExportPage({ profileId }: { profileId: string }) {
  const { t } = useLingui()
  const names = useQuery({ ...policyNames(profileId), staleTime: 0 })
  return (
    <Page labelledBy="export-title" scrolls>
      {names.isError && (
        <>
          <PageHeader id="export-title" title={t`Export policies`} />
          <Problem
            problem={names.error}
            needs={{ capability: 'list', path: 'sys/policies/acl' }}
            onRetry={() => void names.refetch()}
          />
        </>
      )}
      {names.isFetchedAfterMount && names.data !== undefined && !names.isError && (
        <Export profileId={profileId} names={names.data} />
      )}
      {!names.isFetchedAfterMount && <SkeletonRows rows={8} />}
    </Page>
  )
}

function Export({ profileId, names: all }: { profileId: string; names: readonly string[] }) {
  const { t } = useLingui()
  const [names] = useState(() => all.filter((name) => name !== 'root'))
  const { data: offered } = useQuery(offeredFiles)
  const exporting = useExport(profileId, names)
  const { stage, entries, problem } = exporting
  const ready = [...entries.values()].filter(({ state }) => state !== 'failed').length
  const isOver = stage === 'done' || stage === 'stopped'
  return (
    <>
      <PageHeader id="export-title" title={t`Export policies`}>
        {stage === 'writing' ? (
          <Button onPress={exporting.stop}>{t`Stop`}</Button>
        ) : (
          !isOver && (
            <Button
              variant="primary"
              disabledReason={
                stage === 'checking'
                  ? t`Strongroom is reading the policies`
                  : ready === 0
                    ? t`No readable policies`
                    : offered?.how === 'none'
                      ? t`Strongroom was started without a folder for files`
                      : undefined
              }
              onPress={() => void exporting.write()}
            >
              <Plural value={ready} _0="Export" one="Export # policy" other="Export # policies" />
            </Button>
          )
        )}
      </PageHeader>
      {!isOver && (
        <>
          <p className={fileList['note']}>
            <Trans>
              Strongroom writes the text of each policy to a file of the same name in a new folder. You can import that
              folder again. root is left out because it has no text.
            </Trans>
          </p>
          {offered?.how === 'dialog' && (
            <p
              className={fileList['note']}
            >{t`Strongroom asks where to create the folder. No existing file is overwritten.`}</p>
          )}
          {offered?.how === 'folder' && (
            <p className={fileList['note']}>
              <Trans>
                Strongroom creates the folder in <code>{offered.folder}</code>. No existing file is overwritten.
              </Trans>
            </p>
          )}
          {offered?.how === 'none' && <NoFolderNotice command={offered.command} />}
        </>
      )}
      {problem !== null && (
        <CallProblem
          problem={problem}
          {...(errorOf(problem).code === 'invalid-input' && {
            title: t`This folder can't be created`,
            meaning: t`Choose a folder that Strongroom can write to.`,
          })}
        />
      )}
      <Progress exporting={exporting} total={stage === 'writing' ? ready : names.length} />
      <Entries entries={entries} />
    </>
  )
}

function Progress({ exporting: { stage, done, folder, entries }, total }: { exporting: PolicyExport; total: number }) {
  const { t, i18n } = useLingui()
  if (stage === 'checking' || stage === 'writing') {
    return (
      <ProgressBar
        label={stage === 'checking' ? t`Reading the policies` : t`Writing the files`}
        value={done}
        max={Math.max(1, total)}
        text={t`${i18n.number(done)} of ${i18n.number(total)}`}
      />
    )
  }
  if (stage === 'ready') return null
  const written = [...entries.values()].filter(({ state }) => state === 'written').length
  const left = entries.size - written
  return (
    <Banner
      tone={left === 0 ? 'info' : 'warn'}
      title={
        <Plural
          value={written}
          _0="No policy was written."
          one="# policy was written."
          other="# policies were written."
        />
      }
    >
      {folder !== null && (
        <p>
          <Trans>
            The files are in <code>{folder}</code>.
          </Trans>
        </p>
      )}
      {stage === 'stopped' && (
        <p>
          <Trans>Stopped. The files written until then are complete.</Trans>
        </p>
      )}
      {left > 0 && (
        <p>
          <Plural value={left} one="# policy wasn't written." other="# policies weren't written." />
        </p>
      )}
    </Banner>
  )
}

/** Policies that could not be read or written come first. */
const rank = ({ state }: ExportEntry): number => (state === 'failed' ? 0 : state === 'ready' ? 1 : 2)

function Entries({ entries }: { entries: ReadonlyMap<string, ExportEntry> }) {
  const { t } = useLingui()
  const [limit, setLimit] = useState(more)
  const sorted = useMemo(
    () => [...entries.values()].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1)),
    [entries],
  )
  if (sorted.length === 0) return null
  const left = sorted.length - limit
  return (
    <>
      <ul className={fileList['list']} aria-label={t`Policies to export`}>
        {sorted.slice(0, limit).map((entry) => (
          <Entry key={entry.name} entry={entry} />
        ))}
      </ul>
      {left > 0 && (
        <Button onPress={() => setLimit(limit + more)}>
          <Plural value={Math.min(more, left)} one="Show # more" other="Show # more" />
        </Button>
      )}
    </>
  )
}

function Entry({ entry: { name, file, state, problem } }: { entry: ExportEntry }) {
  const { t, i18n } = useLingui()
  const error = problem === undefined ? null : errorOf(problem)
  return (
    <li className={fileList['entry']}>
      <div className={fileList['row']}>
        <code>{name}</code>
        {state === 'written' && <Badge tone="ok">{t`written`}</Badge>}
        {state === 'failed' && (
          <Badge tone="danger">{error?.code === 'permission-denied' ? t`denied` : t`failed`}</Badge>
        )}
        <span className={fileList['space']} />
        {file !== null && <span className={fileList['note']}>{file}</span>}
      </div>
      {error !== null && (
        <p className={fileList['problem']}>
          {error.code === 'permission-denied' ? (
            <Trans>
              You need <code>read</code> on <code>sys/policies/acl/{name}</code>.
            </Trans>
          ) : (
            <>
              {i18n._(wordsFor(error).title)} {error.vaultErrors?.join(' ') ?? error.message}
            </>
          )}
        </p>
      )}
    </li>
  )
}
