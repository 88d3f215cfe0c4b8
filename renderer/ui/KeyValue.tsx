import { Fragment, type ReactNode } from 'react'
import styles from './KeyValue.module.css'

export type KeyValueItem = {
  readonly key: string
  readonly name: ReactNode
  readonly value: ReactNode
  /** Set in the monospace: paths, ids, fingerprints. */
  readonly mono?: boolean
}

/** Names and values in two columns. Props: `items`. */
export function KeyValue({ items }: { items: readonly KeyValueItem[] }) {
  return (
    <dl className={styles['list']}>
      {items.map((item) => (
        <Fragment key={item.key}>
          <dt className={styles['name']}>{item.name}</dt>
          <dd className={styles['value']} data-mono={item.mono || undefined}>
            {item.value}
          </dd>
        </Fragment>
      ))}
    </dl>
  )
}
