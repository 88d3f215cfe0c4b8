/** Explains why a save did nothing: the invalid row may be in another view or below other rows. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Banner } from '../../../ui/Banner.tsx'
import { shownKey } from '../shared/names.ts'
import type { Draft } from './draft.ts'
import styles from './RefusedNotice.module.css'
import { hasNoKey, type RowProblem } from './rows.ts'
import { useRowProblemMessages } from './useRowProblemMessages.ts'

/** How many are named. */
const maxCount = 5

export function RefusedNotice({ draft, problems }: { draft: Draft; problems: ReadonlyMap<number, RowProblem> }) {
  const { t } = useLingui()
  const words = useRowProblemMessages()
  const wrong = draft.rows.filter(({ id }) => problems.has(id)).slice(0, maxCount)
  return (
    <Banner tone="warn" title={<Trans>Nothing was saved. Fix the highlighted fields.</Trans>}>
      {wrong.length > 0 && (
        <ul className={styles['list']}>
          {wrong.map((row) => {
            const problem = problems.get(row.id)
            return (
              <li key={row.id}>
                <code>{hasNoKey(row) ? t`new key` : shownKey(row.key)}</code>: {problem !== undefined && words[problem]}
              </li>
            )
          })}
        </ul>
      )}
    </Banner>
  )
}
