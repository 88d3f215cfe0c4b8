/** The changes of a save, before it happens. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { keysOfLines } from './blindly.ts'
import { ChangeList } from './ChangeList.tsx'
import { changesBetween } from './changes.ts'
import type { Draft } from './draft.ts'
import { KeyNames } from '../shared/KeyNames.tsx'
import styles from './ReviewView.module.css'
import { baseEntriesOf, entriesOf } from './rows.ts'

export function ReviewView({ draft }: { draft: Draft }) {
  const { t } = useLingui()
  const { rows, removed, base } = draft
  const changes = useMemo(() => changesBetween(baseEntriesOf(rows), entriesOf(rows)), [rows])
  const gone = keysOfLines(removed ?? '')
  const isReplacing = base.kind === 'blind' && removed === undefined
  return (
    <section className={styles['review']} aria-label={t`Changes to save`}>
      <p className={styles['help']}>
        {isReplacing ? (
          <Trans>
            The secret will have only these keys. Press the button to replace it, or Escape to keep editing.
          </Trans>
        ) : (
          <Trans>Press Enter to save these changes, or Escape to keep editing.</Trans>
        )}
      </p>
      <ChangeList changes={changes} label={t`Changes to save`} />
      {gone.length > 0 && (
        <p>
          <Trans>Removed without reading:</Trans> <KeyNames names={gone} />
        </p>
      )}
    </section>
  )
}
