/** Names of keys in a sentence: the first few, and how many more. */
import { Plural } from '@lingui/react/macro'
import { Fragment } from 'react'
import styles from './KeyNames.module.css'

/** How many are named. */
const most = 8

export function KeyNames({ names }: { names: readonly string[] }) {
  const more = names.length - most
  return (
    <>
      {names.slice(0, most).map((name, index) => (
        <Fragment key={name}>
          {index > 0 && ', '}
          <code className={styles['name']}>{name}</code>
        </Fragment>
      ))}
      {more > 0 && (
        <>
          {' '}
          <Plural value={more} one="and # more" other="and # more" />
        </>
      )}
    </>
  )
}
