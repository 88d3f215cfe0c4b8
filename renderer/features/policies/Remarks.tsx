/** What is wrong with the text and what could be meant otherwise, in words, with a fix where there is one. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import { Button } from '../../ui/Button.tsx'
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx'
import styles from './Remarks.module.css'
import { useRemarkWords } from './useRemarkWords.ts'
import type { Analysis, Edit, Remark } from './worker/protocol.ts'

const icons = {
  error: <CircleAlert size={14} aria-hidden="true" />,
  warning: <TriangleAlert size={14} aria-hidden="true" />,
  info: <Info size={14} aria-hidden="true" />,
} as const

export function Remarks({
  analysis,
  isCurrent,
  onGoTo,
  onFix,
}: {
  analysis: Analysis | null
  /** The analysis is of the text as it is now; a fix for an older one could hit the wrong place. */
  isCurrent: boolean
  onGoTo: (offset: number) => void
  onFix: (edits: readonly Edit[]) => void
}) {
  const { t } = useLingui()
  const words = useRemarkWords()
  const severityWords = { error: t`Error`, warning: t`Warning`, info: t`Hint` }
  if (analysis === null) return null
  const { counts, remarks } = analysis
  const total = counts.error + counts.warning + counts.info
  return (
    <section className={styles['remarks']} aria-label={t`What is wrong`}>
      <output className={styles['head']}>
        {total === 0 ? (
          <Trans>Nothing is wrong with this text.</Trans>
        ) : (
          <>
            <Plural value={counts.error} _0="No errors" one="# error" other="# errors" />
            {' · '}
            <Plural value={counts.warning} _0="no warnings" one="# warning" other="# warnings" />
            {' · '}
            <Plural value={counts.info} _0="no hints" one="# hint" other="# hints" />
            {total > remarks.length && (
              <>
                {' · '}
                <Trans>the first {remarks.length} are shown</Trans>
              </>
            )}
          </>
        )}
      </output>
      {remarks.length > 0 && (
        <ul className={styles['list']}>
          {remarks.map((remark) => (
            <li key={keyOf(remark)} className={styles['remark']} data-severity={remark.severity}>
              {icons[remark.severity]}
              <VisuallyHidden>{severityWords[remark.severity]}</VisuallyHidden>
              {!analysis.isBase64 && (
                <Button size="small" variant="quiet" onPress={() => onGoTo(remark.from)}>
                  <Trans>
                    Line {remark.line}, column {remark.column}
                  </Trans>
                </Button>
              )}
              <span className={styles['words']}>{words(remark)}</span>
              {remark.fix !== null && (
                <Button
                  size="small"
                  aria-label={t`Fix in line ${remark.line}: ${words(remark)}`}
                  disabledReason={isCurrent ? undefined : t`The text is being read`}
                  onPress={() => {
                    if (remark.fix !== null) onFix(remark.fix)
                  }}
                >
                  {t`Fix`}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

const keyOf = ({ code, from, to, parameters }: Remark): string => `${code} ${from} ${to} ${JSON.stringify(parameters)}`
