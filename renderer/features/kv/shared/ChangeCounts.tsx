import { Plural } from '@lingui/react/macro'
import styles from './ChangeCounts.module.css'

/** The number of keys in which two states of a secret differ, by kind of change. Kinds without a key are not listed. */
export function ChangeCounts({
  added,
  changed,
  removed,
  same = 0,
}: {
  added: number
  changed: number
  removed: number
  same?: number
}) {
  return (
    <p className={styles['counts']}>
      {added > 0 && (
        <span>
          <Plural value={added} one="# key added" other="# keys added" />
        </span>
      )}
      {changed > 0 && (
        <span>
          <Plural value={changed} one="# key changed" other="# keys changed" />
        </span>
      )}
      {removed > 0 && (
        <span>
          <Plural value={removed} one="# key removed" other="# keys removed" />
        </span>
      )}
      {same > 0 && (
        <span>
          <Plural value={same} one="# key the same" other="# keys the same" />
        </span>
      )}
    </p>
  )
}
