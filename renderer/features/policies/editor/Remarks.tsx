/** Errors in the text and possible misunderstandings, each with a message, and a fix if there is one. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import { memo, useCallback, useEffect, useRef, useState } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { VisuallyHidden } from '../../../ui/VisuallyHidden.tsx'
import styles from './Remarks.module.css'
import { useKeptFocus } from './useKeptFocus.ts'
import { useRemarkMessages } from './useRemarkMessages.ts'
import type { Analysis, Remark } from '../worker/protocol.ts'

const icons = {
  error: <CircleAlert size={14} aria-hidden="true" />,
  warning: <TriangleAlert size={14} aria-hidden="true" />,
  info: <Info size={14} aria-hidden="true" />,
} as const

/** How many are shown; the next are shown on demand. */
const more = 25

export const Remarks = memo(function Remarks({
  analysis,
  onGoTo,
  onFix,
}: {
  analysis: Analysis | null
  onGoTo: (offset: number) => void
  onFix: (remark: Remark) => void
}) {
  const { t } = useLingui()
  const [limit, setLimit] = useState(more)
  // A row renders again when its text changes, not when its position moves. A press reads the current position.
  const latest = useRef({ analysis, onGoTo, onFix })
  useEffect(() => {
    latest.current = { analysis, onGoTo, onFix }
  })
  const section = useRef<HTMLElement>(null)
  const keepFocus = useKeptFocus(section, analysis)
  const act = useCallback(
    (index: number, what: 'go' | 'fix') => {
      const remark = latest.current.analysis?.remarks[index]
      if (remark === undefined) return
      if (what === 'go') latest.current.onGoTo(remark.from)
      else if (remark.fix !== null) {
        keepFocus()
        latest.current.onFix(remark)
      }
    },
    [keepFocus],
  )
  if (analysis === null) return null
  const { counts, remarks } = analysis
  const total = counts.error + counts.warning + counts.info
  return (
    <section ref={section} className={styles['remarks']} aria-label={t`Errors and warnings`} tabIndex={-1}>
      <output className={styles['head']}>
        {total === 0 ? (
          <Trans>No errors or warnings.</Trans>
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
                <Trans>showing the first {remarks.length}</Trans>
              </>
            )}
          </>
        )}
      </output>
      {remarks.length > 0 && (
        <ul className={styles['list']}>
          {remarks.slice(0, limit).map((remark, index) => (
            <Row
              // oxlint-disable-next-line react/no-array-index-key -- its position changes as the person types
              key={index}
              index={index}
              remark={remark}
              hasPlace={!analysis.isBase64}
              onAct={act}
            />
          ))}
          {remarks.length > limit && (
            <li>
              <Button size="small" onPress={() => setLimit(limit + more)}>
                <Plural value={Math.min(more, remarks.length - limit)} one="Show # more" other="Show # more" />
              </Button>
            </li>
          )}
        </ul>
      )}
    </section>
  )
})

interface RowProps {
  readonly index: number
  readonly remark: Remark
  readonly hasPlace: boolean
  readonly onAct: (index: number, what: 'go' | 'fix') => void
}

const shownOf = ({
  remark: { kind, code, severity, line, column, parameters, fix, changesAccess },
  hasPlace,
}: RowProps): string =>
  JSON.stringify([kind, code, severity, line, column, parameters, fix !== null, changesAccess, hasPlace])

const Row = memo(
  function Row({ index, remark, hasPlace, onAct }: RowProps) {
    const { t } = useLingui()
    const words = useRemarkMessages()
    const { severity, line, column } = remark
    const severityWords = { error: t`Error`, warning: t`Warning`, info: t`Hint` }
    return (
      <li className={styles['remark']} data-severity={severity}>
        {icons[severity]}
        <VisuallyHidden>{severityWords[severity]}</VisuallyHidden>
        {hasPlace && (
          <Button size="small" variant="quiet" onPress={() => onAct(index, 'go')}>
            <Trans>
              Line {line}, column {column}
            </Trans>
          </Button>
        )}
        <span className={styles['words']}>{words(remark)}</span>
        {remark.fix !== null && (
          <Button
            size="small"
            aria-label={
              remark.changesAccess
                ? t`Review fix in line ${line}: ${words(remark)}`
                : t`Fix in line ${line}: ${words(remark)}`
            }
            onPress={() => onAct(index, 'fix')}
          >
            {remark.changesAccess ? t`Review fix…` : t`Fix`}
          </Button>
        )}
      </li>
    )
  },
  (before, after) => before.index === after.index && shownOf(before) === shownOf(after),
)
