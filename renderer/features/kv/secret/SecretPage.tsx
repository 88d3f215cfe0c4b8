/** One secret: its content, and next to it its versions and metadata. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { errorOf } from '../../../lib/call.ts'
import { Page } from '../../../ui/Page.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { SplitPane } from '../../../ui/SplitPane.tsx'
import { Tabs } from '../../../ui/Tabs.tsx'
import { useMediaQuery } from '../../../ui/useMediaQuery.ts'
import { MetadataPanel } from './MetadataPanel.tsx'
import { cliName, type KvVersion } from '../shared/names.ts'
import { contextWidth } from '../shared/paneWidth.ts'
import { Problem } from '../../../components/Problem.tsx'
import { secretMetadata } from '../queries.ts'
import { useOpenedSecret } from '../startReading.ts'
import { needsOf } from '../shared/needs.ts'
import { useSecretRights } from '../shared/rights.ts'
import { SecretContent } from './SecretContent.tsx'
import { SecretHeader } from './SecretHeader.tsx'
import styles from './SecretPage.module.css'
import { useVersionActions } from '../versions/useVersionActions.ts'
import { VersionDialog } from '../versions/VersionDialog.tsx'
import type { VersionAction } from '../versions/versions.ts'
import { VersionsPanel } from '../versions/VersionsPanel.tsx'
import { visibleText } from '../../../lib/exactPieces.ts'

const CompareView = lazy(async () => ({ default: (await import('../versions/CompareView.tsx')).CompareView }))

export interface SecretPagePlace {
  readonly mount: string
  readonly path: string
  readonly version?: number | undefined
  readonly compare?: number | undefined
}

export function SecretPage({
  profileId,
  place: { mount, path, version, compare },
  kvVersion: expected,
}: {
  profileId: string
  place: SecretPagePlace
  kvVersion: KvVersion
}) {
  const { t } = useLingui()
  const place = { mount, path }
  // All queries start at once: the values' names wait for nothing else.
  const secret = useOpenedSecret(profileId, place, version)
  const kvVersion = secret.data?.kvVersion ?? expected
  const metadata = useQuery({ ...secretMetadata(profileId, place), enabled: kvVersion === 2 })
  const rights = useSecretRights(profileId, place, kvVersion)
  const isWide = useMediaQuery('(min-width: 1200px)')

  const newest = metadata.data?.currentVersion ?? (version === undefined ? secret.data?.version : undefined)
  const perform = useVersionActions(profileId, place, { kvVersion, newest, fingerprint: secret.data?.fingerprint })
  const [asked, setAsked] = useState<VersionAction | null>(null)
  const [problem, setProblem] = useState<{ thrown: unknown; action: VersionAction } | null>(null)
  const [tab, setTab] = useState<'content' | 'versions' | 'metadata'>('content')

  /** An action that restores something runs at once; one that removes something asks first. */
  const act = (action: VersionAction) => {
    setProblem(null)
    if (action.kind === 'undelete') perform(action).catch((thrown: unknown) => setProblem({ thrown, action }))
    else setAsked(action)
  }

  const header = (
    <SecretHeader
      {...{ profileId, place, kvVersion, rights, newest, version }}
      isComparing={compare !== undefined}
      secret={secret.data}
      metadata={metadata.data}
      onAct={act}
    />
  )
  const needs = needsOf(place, kvVersion)
  const trouble = problem !== null && (
    <Problem
      problem={problem.thrown}
      {...(needs.undelete[0] !== undefined && { needs: needs.undelete[0] })}
      onRetry={() => act(problem.action)}
    />
  )
  const content =
    compare !== undefined && version !== undefined ? (
      <Suspense fallback={<SkeletonRows rows={4} />}>
        <CompareView profileId={profileId} place={place} a={compare} b={version} />
      </Suspense>
    ) : (
      <SecretContent {...{ profileId, place, kvVersion, rights, version, secret }} onAct={act} />
    )
  const versions = (
    <VersionsPanel
      {...{ profileId, place, newest, rights }}
      open={compare === undefined ? secret.data?.version : undefined}
      onAct={act}
    />
  )
  const about = <MetadataPanel {...{ profileId, place, rights }} customMetadata={secret.data?.customMetadata} />
  // A secret that does not exist has no context.
  const isNowhere = metadata.isError && errorOf(metadata.error).code === 'not-found'
  const hasContext = kvVersion === 2 && !isNowhere
  const article = (inside: ReactNode) => (
    <Page labelledBy="secret-title" isArticle scrolls isRoomy>
      {header}
      {trouble}
      {inside}
    </Page>
  )

  return (
    <>
      {!hasContext ? (
        article(content)
      ) : isWide ? (
        <SplitPane
          label={t`Width of versions and metadata`}
          sized="second"
          min={250}
          max={460}
          initialSize={contextWidth.get()}
          onSizeChange={contextWidth.set}
          first={article(content)}
          second={
            <aside
              className={styles['context']}
              aria-label={t`Versions and metadata of ${visibleText(cliName(place), 'path')}`}
            >
              {versions}
              {about}
            </aside>
          }
        />
      ) : (
        article(
          <Tabs
            label={t`Secret sections`}
            selected={tab}
            onSelect={setTab}
            items={[
              { id: 'content', label: compare === undefined ? t`Keys` : t`Comparison`, content },
              { id: 'versions', label: t`Versions`, content: versions },
              { id: 'metadata', label: t`Metadata`, content: about },
            ]}
          />,
        )
      )}
      {asked !== null && (
        <VersionDialog
          {...{ place, kvVersion, newest }}
          action={asked}
          onConfirm={perform}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  )
}
