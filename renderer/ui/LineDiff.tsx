/** Two texts, line by line: removed and added lines, marked by sign and color. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { VisuallyHidden } from './VisuallyHidden.tsx'
import { diffOf, withoutLongRuns } from './lineDiff.ts'
import styles from './LineDiff.module.css'

/** How many lines, and how many characters of a line, are shown. */
const maxLines = 500
const maxSigns = 5000

export function LineDiff({
  label,
  before,
  after,
}: {
  label: string
  before: string | undefined
  after: string | undefined
}) {
  const { t, i18n } = useLingui()
  const pieces = useMemo(() => withoutLongRuns(diffOf(before, after)), [before, after])
  const signs = { same: ' ', added: '+', removed: '−' } as const
  const words = { same: null, added: t`added:`, removed: t`removed:` }
  return (
    // Scrolled by arrow keys, so it takes the focus: WCAG 2.1.1.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={styles['diff']} tabIndex={0} aria-label={t`Differences in ${label}`} translate="no">
      {pieces.slice(0, maxLines).map((piece, index) =>
        piece.kind === 'left-out' ? (
          // oxlint-disable-next-line react/no-array-index-key -- lines have no other name
          <div key={index} className={styles['left']}>
            <Plural value={piece.lines} one="# unchanged line" other="# unchanged lines" />
          </div>
        ) : (
          // oxlint-disable-next-line react/no-array-index-key -- lines have no other name
          <div key={index} className={styles['line']} data-kind={piece.kind}>
            <span aria-hidden="true">{signs[piece.kind]}</span>
            {words[piece.kind] !== null && <VisuallyHidden>{words[piece.kind]}</VisuallyHidden>}
            <span className={styles['text']}>
              {piece.text === '' ? <span className={styles['empty']}>{t`empty`}</span> : piece.text.slice(0, maxSigns)}
              {piece.text.length > maxSigns && (
                <span className={styles['empty']}>
                  {' '}
                  <Trans>… {i18n.number(piece.text.length)} characters</Trans>
                </span>
              )}
            </span>
          </div>
        ),
      )}
      {pieces.length > maxLines && (
        <div className={styles['left']}>
          <Trans>Showing only the first {maxLines} lines.</Trans>
        </div>
      )}
    </section>
  )
}
