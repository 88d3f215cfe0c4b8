import type { PgpKeyFacts } from '../../../../electron/contract/pgp.ts'
import styles from './PgpKeyName.module.css'

/** The owner of a key: its user ID, and the fingerprint that the owner can confirm. */
export function PgpKeyName({ facts }: { facts: PgpKeyFacts }) {
  const blocks = facts.fingerprint.match(/.{1,4}/g) ?? []
  return (
    <span className={styles['key']}>
      {facts.userIds[0] ?? ''} <code className={styles['fingerprint']}>{blocks.join(' ')}</code>
    </span>
  )
}
