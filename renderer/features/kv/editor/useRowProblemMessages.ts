import { useLingui } from '@lingui/react/macro'
import type { RowProblem } from './rows.ts'

/** Returns the message for each problem of a row. */
export function useRowProblemMessages(): Readonly<Record<RowProblem, string>> {
  const { t } = useLingui()
  return {
    'key-missing': t`Value without a key`,
    'key-twice': t`Duplicate key`,
    'key-too-long': t`This key is too long`,
    'not-a-number': t`Not a valid JSON number`,
    'not-json': t`Not valid JSON`,
    'value-too-long': t`This value is too long`,
    'half-character': t`Incomplete character (a lone surrogate). Servers can't store it`,
  }
}
