/** One key that both sides changed: its value before, both new values, and the choice. */
import { useLingui } from '@lingui/react/macro'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { SecretField } from '../../../ui/SecretField.tsx'
import styles from './ConflictRow.module.css'
import { textOfJson } from '../shared/json.ts'
import { type KvVersion, shownKey } from '../shared/names.ts'
import { decidedRow, type Row, type RowProblem } from './rows.ts'
import { ValueField } from './ValueField.tsx'

export interface ConflictRowProps {
  readonly row: Row
  readonly problem: RowProblem | undefined
  readonly isShown: boolean
  readonly kvVersion: KvVersion
  readonly onChange: (row: Row) => void
  readonly onDrop: (id: number) => void
}

export function ConflictRow({ row, problem, isShown, kvVersion, onChange, onDrop }: ConflictRowProps) {
  const { t } = useLingui()
  const { conflict } = row
  if (conflict === undefined) return null
  const key = shownKey(row.removed ? (row.original?.key ?? row.key) : row.key)
  const take = (side: 'mine' | 'theirs') => {
    const decided = decidedRow(row, side)
    if (decided === null) onDrop(row.id)
    else onChange(decided)
  }
  const nothing = <span className={styles['quiet']}>{t`none`}</span>
  return (
    <li className={styles['conflict']} data-conflict>
      <div className={styles['head']}>
        <code className={styles['key']}>{key}</code>
        <Badge tone="warn">{t`changed on both sides`}</Badge>
      </div>
      <dl className={styles['sides']}>
        <dt>{t`Before`}</dt>
        <dd>{conflict.base === null ? nothing : <Side label={t`original ${key}`} json={conflict.base} />}</dd>
        <dt>{t`Theirs`}</dt>
        <dd>{conflict.theirs === null ? t`removed` : <Side label={t`their ${key}`} json={conflict.theirs} />}</dd>
        <dt>{t`Mine`}</dt>
        <dd>
          {row.removed ? t`removed` : <ValueField {...{ row, problem, isShown, kvVersion, onChange }} name={key} />}
        </dd>
      </dl>
      <div className={styles['actions']}>
        <Button size="small" onPress={() => take('theirs')}>
          {conflict.theirs === null ? t`Remove ${key}, too` : t`Use their ${key}`}
        </Button>
        <Button size="small" onPress={() => take('mine')}>
          {row.removed ? t`Remove ${key} anyway` : t`Keep my ${key}`}
        </Button>
      </div>
    </li>
  )
}

function Side({ label, json }: { label: string; json: string }) {
  return <SecretField label={label} onReveal={() => Promise.resolve(textOfJson(json))} />
}
