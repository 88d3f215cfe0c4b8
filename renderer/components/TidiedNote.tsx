/** One quiet line about how a dropped or pasted text was read. It repeats no part of the text. */
import { useLingui } from '@lingui/react/macro'
import type { Tidied } from '../../electron/contract/text/tidied.ts'
import styles from './TidiedNote.module.css'

export function TidiedNote({ tidied }: { readonly tidied: readonly Tidied[] }) {
  const tell = useTidiedWords()
  return tidied.length === 0 ? null : <output className={styles['note']}>{tell(tidied)}</output>
}

/** Returns the sentences: `Read as UTF-16. Removed: terminal codes, quotes.` */
export function useTidiedWords(): (tidied: readonly Tidied[]) => string {
  const { t } = useLingui()
  const removed: Readonly<Partial<Record<Tidied, string>>> = {
    'terminal-codes': t`terminal codes`,
    'carriage-returns': t`carriage returns`,
    invisible: t`invisible characters`,
    quotes: t`quotes`,
    'white-space': t`white space`,
    label: t`label`,
    'text-around': t`surrounding text`,
  }
  return (tidied) => {
    const seen = new Set(tidied)
    const list = [...seen].flatMap((each) => removed[each] ?? []).join(', ')
    return [
      ...(seen.has('utf-16') ? [t`Read as UTF-16.`] : []),
      ...(list === '' ? [] : [t`Removed: ${list}.`]),
      ...(seen.has('escaped-line-breaks') ? [t`Converted \\n to line breaks.`] : []),
      ...(seen.has('base64') ? [t`Decoded from base64.`] : []),
    ].join(' ')
  }
}
