/** On a draft that is based on an older version: what changed since, key by key, and a button that merges it. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Secret } from '../../../../electron/contract/kv.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { ChangeList } from './ChangeList.tsx'
import { changesBetween } from './changes.ts'
import styles from './NewerNotice.module.css'
import { Problem } from '../../../components/Problem.tsx'
import { baseEntriesOf, type Row } from './rows.ts'
import { readStoredSecret, type StoredSecret } from './storedSecret.ts'

export function NewerNotice({
  profileId,
  newer,
  rows,
  canMerge,
  onMerge,
}: {
  profileId: string
  newer: Secret
  rows: readonly Row[]
  /** False while the typed text cannot be read: a merge would drop it. */
  canMerge: boolean
  onMerge: (theirs: StoredSecret) => void
}) {
  const { t } = useLingui()
  const [theirs, setTheirs] = useState<StoredSecret | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const { mount, path, version } = newer
  const look = async () => {
    try {
      const stored = await readStoredSecret({ profileId, mount, path })
      setProblem(null)
      setTheirs(stored)
    } catch (thrown) {
      setProblem(thrown)
    }
  }
  return (
    <>
      <Banner
        tone="warn"
        title={
          version === undefined
            ? t`Someone saved the secret since you started editing.`
            : t`Version ${version} was saved since you started editing.`
        }
        action={
          theirs === null ? (
            <Button size="small" onPress={() => void look()}>{t`Show what changed`}</Button>
          ) : (
            <Button
              size="small"
              disabledReason={canMerge ? undefined : t`This text can't be read yet.`}
              onPress={() => onMerge(theirs)}
            >{t`Merge their changes`}</Button>
          )
        }
      >
        <Trans>You can keep editing. When you save, Strongroom shows both versions so that you can decide.</Trans>
      </Banner>
      {problem !== null && <Problem problem={problem} onRetry={() => void look()} />}
      {theirs !== null && (
        <section className={styles['since']} aria-label={t`Changed since you started editing`}>
          <ChangeList
            changes={changesBetween(baseEntriesOf(rows), theirs.entries)}
            label={t`Changed since you started editing`}
          />
        </section>
      )}
    </>
  )
}
