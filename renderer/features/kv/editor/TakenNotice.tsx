/** A secret exists at the path of a new one: the person can open it, choose another path, or add the new keys to it. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useMemo, useState } from 'react'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Checkbox } from '../../../ui/Checkbox.tsx'
import { KeyNames } from '../shared/KeyNames.tsx'
import styles from './TakenNotice.module.css'
import { overwrittenKeys } from './rebase.ts'
import type { Row } from './rows.ts'
import type { StoredSecret } from './storedSecret.ts'
import type { Taken } from './useSave.ts'

export interface TakenNoticeProps {
  readonly taken: Taken
  readonly rows: readonly Row[]
  readonly onOpen: () => void
  readonly onRename: () => void
  readonly onAdd: (theirs: StoredSecret) => void
}

export function TakenNotice({ taken: { path, theirs }, rows, onOpen, onRename, onAdd }: TakenNoticeProps) {
  const { t } = useLingui()
  return (
    <Banner
      tone="warn"
      title={
        theirs !== null && theirs.secret?.state !== 'current' ? (
          <Trans>A deleted secret is at {path}.</Trans>
        ) : (
          <Trans>A secret already exists at {path}.</Trans>
        )
      }
      action={
        <>
          <Button size="small" onPress={onOpen}>{t`Open the secret`}</Button>
          <Button size="small" onPress={onRename}>{t`Choose another path`}</Button>
        </>
      }
    >
      <Trans>Nothing was saved. Your draft is kept.</Trans>
      {theirs !== null && <Adding rows={rows} theirs={theirs} onAdd={() => onAdd(theirs)} />}
    </Banner>
  )
}

function Adding({ rows, theirs, onAdd }: { rows: readonly Row[]; theirs: StoredSecret; onAdd: () => void }) {
  const { t } = useLingui()
  const [isSure, setSure] = useState(false)
  const keys = useMemo(() => overwrittenKeys(rows, theirs), [rows, theirs])
  const isCurrent = theirs.secret?.state === 'current'
  return (
    <div className={styles['add']}>
      {keys.length > 0 && (
        <p>
          <Trans>Both secrets have these keys, with different values:</Trans> <KeyNames names={keys} />
        </p>
      )}
      <Checkbox isSelected={isSure} onChange={setSure}>
        {!isCurrent ? (
          t`Save my keys as a new version of the deleted secret`
        ) : keys.length === 0 ? (
          t`Add my keys to this secret`
        ) : (
          <Plural
            value={keys.length}
            one="Add my keys to this secret and overwrite # key"
            other="Add my keys to this secret and overwrite # keys"
          />
        )}
      </Checkbox>
      <Button size="small" onPress={onAdd} disabledReason={isSure ? undefined : t`Select the check box first`}>
        {t`Review changes`}
      </Button>
    </div>
  )
}
