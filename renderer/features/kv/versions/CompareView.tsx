/** Two versions of a secret side by side, key by key or as text. Values are fetched when the person asks for them. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { KeyComparison } from '../../../../electron/contract/kvHistory.ts'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { Tabs } from '../../../ui/Tabs.tsx'
import { CompareChooser } from './CompareChooser.tsx'
import { CompareKeys, type ComparedSides } from './CompareKeys.tsx'
import { CompareText } from './CompareText.tsx'
import { apiName, type SecretPlace } from '../shared/names.ts'
import { Problem } from '../../../components/Problem.tsx'
import { versionComparison } from '../queries.ts'
import { ChangeCounts } from '../shared/ChangeCounts.tsx'
import styles from './CompareView.module.css'
import compareTools from './shared/compareTools.module.css'
import { useComparedValues } from './useComparedValues.ts'

export function CompareView({
  profileId,
  place,
  a,
  b,
}: {
  profileId: string
  place: SecretPlace
  a: number
  b: number
}) {
  const comparison = useQuery(versionComparison(profileId, place, a, b))
  return (
    <div className={styles['compare']}>
      <CompareChooser profileId={profileId} place={place} a={a} b={b} />
      {comparison.isPending && <SkeletonRows rows={4} />}
      {comparison.isError && (
        <Problem
          problem={comparison.error}
          needs={{ capability: 'read', path: apiName(place, 2) }}
          onRetry={() => void comparison.refetch()}
        />
      )}
      {comparison.data !== undefined && (
        <Compared profileId={profileId} place={place} sides={comparison.data} keys={comparison.data.keys} />
      )}
    </div>
  )
}

function Compared({
  profileId,
  place,
  sides,
  keys,
}: {
  profileId: string
  place: SecretPlace
  sides: ComparedSides
  keys: readonly KeyComparison[]
}) {
  const { t } = useLingui()
  const values = useComparedValues(profileId, place, sides.a.version, sides.b.version)
  const [view, setView] = useState<'keys' | 'text'>('keys')
  const count = (change: KeyComparison['change']) => keys.filter((key) => key.change === change).length
  return (
    <>
      {keys.length === 0 ? (
        <p className={compareTools['quiet']}>
          <Trans>Neither version has keys.</Trans>
        </p>
      ) : (
        <ChangeCounts
          added={count('added')}
          changed={count('changed')}
          removed={count('removed')}
          same={count('same')}
        />
      )}
      {values.problem !== null && (
        <Problem
          problem={values.problem}
          needs={{ capability: 'read', path: apiName(place, 2) }}
          onRetry={() => values.forgetProblem()}
        />
      )}
      <Tabs
        label={t`Comparison view`}
        selected={view}
        onSelect={setView}
        items={[
          {
            id: 'keys',
            label: t`Keys`,
            content: view === 'keys' && <CompareKeys sides={sides} keys={keys} values={values} />,
          },
          {
            id: 'text',
            label: t`Text`,
            content: view === 'text' && <CompareText a={sides.a.version} b={sides.b.version} values={values} />,
          },
        ]}
      />
    </>
  )
}
