/** The versions of a secret, the newest first: time, author and state of each; and the actions on the selected ones. */
import { Plural, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { GitCompareArrows } from 'lucide-react'
import { useState } from 'react'
import type { SecretMetadata, SecretVersion } from '../../../../electron/contract/kvHistory.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { Button } from '../../../ui/Button.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { errorOf } from '../../../lib/call.ts'
import { ContextPanel } from '../shared/ContextPanel.tsx'
import type { SecretPlace } from '../shared/names.ts'
import { Problem } from '../../../components/Problem.tsx'
import { secretMetadata } from '../queries.ts'
import type { SecretRights } from '../shared/rights.ts'
import { useCoarseNow } from './useCoarseNow.ts'
import { VersionRow } from './VersionRow.tsx'
import { affected, type VersionAction } from './versions.ts'
import quietText from '../shared/quietText.module.css'
import styles from './VersionsPanel.module.css'

/** How many are shown at first. */
const few = 10

export interface VersionsPanelProps {
  readonly profileId: string
  readonly place: SecretPlace
  /** The version that is open, if the page shows one. */
  readonly open: number | undefined
  /** The newest version as far as the page knows, for tokens that may not read the metadata. */
  readonly newest: number | undefined
  readonly rights: SecretRights
  readonly onAct: (action: VersionAction) => void
}

export function VersionsPanel(props: VersionsPanelProps) {
  const { t } = useLingui()
  const { profileId, place, newest } = props
  const metadata = useQuery(secretMetadata(profileId, place))
  return (
    <ContextPanel
      titleId="versions-title"
      title={t`Versions`}
      note={
        metadata.data !== undefined && (
          <span className={quietText['quiet']}>
            <Plural value={metadata.data.versions.length} one="# kept" other="# kept" />
          </span>
        )
      }
    >
      {metadata.isPending && <SkeletonRows rows={3} />}
      {metadata.isError && errorOf(metadata.error).code === 'permission-denied' ? (
        <Unlisted {...props} newest={newest} />
      ) : (
        metadata.isError &&
        errorOf(metadata.error).code !== 'not-found' && (
          <Problem problem={metadata.error} onRetry={() => void metadata.refetch()} />
        )
      )}
      {metadata.isError && errorOf(metadata.error).code === 'not-found' && (
        <p className={quietText['quiet']}>{t`No versions yet.`}</p>
      )}
      {metadata.data !== undefined && <Listed {...props} metadata={metadata.data} />}
    </ContextPanel>
  )
}

function Listed({ metadata, ...props }: VersionsPanelProps & { metadata: SecretMetadata }) {
  const { t } = useLingui()
  const go = useGo()
  const { profileId, place, open, rights, onAct } = props
  const now = useCoarseNow()
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const [isAll, setAll] = useState(false)
  const { versions, currentVersion } = metadata
  const picked = versions.filter(({ number }) => chosen.has(number))
  const choose = (number: number, isChosen: boolean) => {
    const next = new Set(chosen)
    if (isChosen) next.add(number)
    else next.delete(number)
    setChosen(next)
  }
  if (versions.length === 0) return <p className={quietText['quiet']}>{t`No versions yet.`}</p>

  const [one, other] = affected('destroy', picked).length === 2 && picked.length === 2 ? [picked[1], picked[0]] : []
  const compareReason =
    one === undefined || other === undefined
      ? picked.length === 2
        ? t`One of the versions is destroyed.`
        : t`Select two versions.`
      : rights.reason('read')

  return (
    <>
      <ol className={styles['list']} aria-label={t`Versions`} reversed>
        {versions.slice(0, isAll ? versions.length : few).map((version, index) => (
          <VersionRow
            key={version.number}
            {...{ profileId, place, version, rights, onAct, now }}
            currentVersion={currentVersion}
            previous={versions[index + 1]}
            isOpen={version.number === open}
            isChosen={chosen.has(version.number)}
            onChoose={(isChosen) => choose(version.number, isChosen)}
          />
        ))}
      </ol>
      {!isAll && versions.length > few && (
        <Button size="small" variant="quiet" onPress={() => setAll(true)}>
          <Plural value={versions.length} one="Show # version" other="Show all # versions" />
        </Button>
      )}
      <div className={styles['tools']}>
        <Button
          size="small"
          icon={<GitCompareArrows size={14} />}
          disabledReason={compareReason}
          onPress={() => {
            if (one === undefined || other === undefined) return
            go(routes.kv(profileId, { ...place, compare: one.number, version: other.number }))
          }}
        >
          {one === undefined || other === undefined ? t`Compare` : t`Compare ${one.number} ↔ ${other.number}`}
        </Button>
        {picked.length > 0 && <ChosenActions picked={picked} rights={rights} onAct={onAct} />}
      </div>
    </>
  )
}

function ChosenActions({
  picked,
  rights,
  onAct,
}: Pick<VersionsPanelProps, 'rights' | 'onAct'> & { picked: readonly SecretVersion[] }) {
  const { t } = useLingui()
  const act = (
    kind: 'delete' | 'undelete' | 'destroy',
    right: 'deleteVersions' | 'undelete' | 'destroy',
    none: string,
  ) => {
    const versions = affected(kind, picked)
    return {
      disabledReason: rights.reason(right) ?? (versions.length === 0 ? none : undefined),
      onPress: () => onAct({ kind, versions }),
    }
  }
  return (
    <>
      <Button size="small" {...act('undelete', 'undelete', t`None of the selected versions is deleted.`)}>
        {t`Undelete`}
      </Button>
      <Button size="small" {...act('delete', 'deleteVersions', t`All selected versions are already deleted.`)}>
        {t`Delete`}
      </Button>
      <Button
        size="small"
        variant="danger"
        {...act('destroy', 'destroy', t`All selected versions are already destroyed.`)}
      >
        {t`Destroy`}
      </Button>
    </>
  )
}

/** Data may be readable by version also if the versions may not be listed. */
function Unlisted({ profileId, place, newest, open }: VersionsPanelProps) {
  const { t } = useLingui()
  const go = useGo()
  const numbers = Array.from({ length: Math.min(few, newest ?? 0) }, (_, index) => (newest ?? 0) - index)
  return (
    <>
      <p className={quietText['quiet']}>
        {t`You need read on ${`${place.mount}metadata/${place.path}`} to list versions.`}{' '}
        {numbers.length > 0 && t`You can open the versions that still exist.`}
      </p>
      <div className={styles['numbers']}>
        {numbers.map((number) => (
          <Button
            key={number}
            size="small"
            variant="quiet"
            {...(number === open && { 'aria-current': 'page' })}
            onPress={() => go(routes.kv(profileId, { ...place, ...(number !== newest && { version: number }) }))}
          >
            {t`Version ${number}`}
          </Button>
        ))}
      </div>
    </>
  )
}
