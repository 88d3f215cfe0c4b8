/** Both sides of a save that met somebody else's: what is mine, what is theirs, and the choice between them. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useMemo, useRef } from 'react'
import type { Entry } from '../../../electron/contract/kv.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { SecretField } from '../../ui/SecretField.tsx'
import { Table, type TableColumn } from '../../ui/Table.tsx'
import { compareEntries, type ComparedKey } from './comparison.ts'
import styles from './ConflictView.module.css'
import { textOfJson } from './json.ts'
import type { Theirs } from './saving.ts'

export function ConflictView({
  mine,
  theirs,
  isPending,
  onKeepMine,
  onTakeTheirs,
  onGoOn,
}: {
  mine: readonly Entry[]
  theirs: Theirs
  isPending: boolean
  onKeepMine: () => void
  onTakeTheirs: () => void
  onGoOn: () => void
}) {
  const { t } = useLingui()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const compared = useMemo(() => compareEntries(mine, theirs.entries), [mine, theirs])
  const columns = useColumns()
  const version = theirs.secret?.version
  const isGone = theirs.secret === null

  return (
    <section className={styles['conflict']} aria-labelledby="conflict-title">
      <h2 ref={heading} id="conflict-title" className={styles['title']} tabIndex={-1}>
        {isGone
          ? t`Somebody removed this secret meanwhile`
          : version === undefined
            ? t`Somebody saved this secret meanwhile`
            : t`Somebody saved version ${version} meanwhile`}
      </h2>
      <p>
        {theirs.secret?.state === 'deleted' || theirs.secret?.state === 'destroyed' ? (
          <Trans>Nothing was overwritten. That version is deleted and holds no values. Yours are kept.</Trans>
        ) : (
          <Trans>Nothing was overwritten, and what you typed is kept. Compare both sides, then decide.</Trans>
        )}
      </p>
      <Table label={t`Both sides`} items={compared} getId={({ key }) => key} columns={columns} />
      <div className={styles['actions']}>
        <Button onPress={onGoOn}>{t`Go on editing`}</Button>
        {!isGone && <Button onPress={onTakeTheirs}>{t`Take theirs, drop mine`}</Button>}
        <Button variant="primary" isPending={isPending} onPress={onKeepMine}>
          {isGone
            ? t`Save mine as a new secret`
            : version === undefined
              ? t`Save mine over theirs`
              : t`Save mine on top of version ${version}`}
        </Button>
      </div>
    </section>
  )
}

function useColumns(): readonly TableColumn<ComparedKey>[] {
  const { t } = useLingui()
  return [
    {
      id: 'key',
      title: t`Key`,
      isRowHeader: true,
      cell: ({ key }) => <code className={styles['key']}>{key}</code>,
    },
    { id: 'mine', title: t`Mine`, cell: ({ key, mine: json }) => <Side label={t`my ${key}`} json={json} /> },
    {
      id: 'theirs',
      title: t`Theirs`,
      cell: ({ key, theirs: json }) => <Side label={t`their ${key}`} json={json} />,
    },
    { id: 'state', title: t`Difference`, width: '110px', cell: (key) => <Difference compared={key} /> },
  ]
}

function Side({ label, json }: { label: string; json: string | undefined }) {
  const { t } = useLingui()
  if (json === undefined) return <span className={styles['quiet']}>{t`not there`}</span>
  return <SecretField label={label} onReveal={() => Promise.resolve(textOfJson(json))} />
}

function Difference({ compared }: { compared: ComparedKey }) {
  const { t } = useLingui()
  if (compared.isSame) return <span className={styles['quiet']}>{t`same`}</span>
  if (compared.theirs === undefined) return <Badge tone="accent">{t`only mine`}</Badge>
  return <Badge tone="accent">{compared.mine === undefined ? t`only theirs` : t`differs`}</Badge>
}
