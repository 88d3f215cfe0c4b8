/** Names of keys in a sentence: the first few, and how many more. */
import { Plural } from '@lingui/react/macro'
import { Fragment } from 'react'
import { shownKey } from './names.ts'
import styles from './KeyNames.module.css'
import { ExactText } from '../../../ui/ExactText.tsx'

/** How many are named. */
const maxCount = 8

export function KeyNames({ names }: { names: readonly string[] }) {
  const more = names.length - maxCount
  return (
    <>
      {names.slice(0, maxCount).map((name, index) => (
        <Fragment key={name}>
          {index > 0 && ', '}
          <code className={styles['name']}>
            <ExactText text={shownKey(name)} />
          </code>
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
