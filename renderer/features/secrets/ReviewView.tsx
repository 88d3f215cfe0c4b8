/** What a save would change, before it does. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { ChangeList } from './ChangeList.tsx'
import { changesBetween } from './changes.ts'
import styles from './ReviewView.module.css'
import { baseEntriesOf, entriesOf, type Row } from './rows.ts'

export function ReviewView({ rows }: { rows: readonly Row[] }) {
  const { t } = useLingui()
  const changes = useMemo(() => changesBetween(baseEntriesOf(rows), entriesOf(rows)), [rows])
  return (
    <section className={styles['review']} aria-label={t`Changes to save`}>
      <p className={styles['help']}>
        <Trans>Enter saves these changes as they stand here, Escape goes on editing.</Trans>
      </p>
      <ChangeList changes={changes} label={t`Changes to save`} />
    </section>
  )
}
