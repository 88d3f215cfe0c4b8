import { useLingui } from '@lingui/react/macro'
import type { RowProblem } from './rows.ts'

/** Returns the message for each problem of a row. */
export function useRowProblemMessages(): Readonly<Record<RowProblem, string>> {
  const { t } = useLingui()
  return {
    'key-missing': t`A value without a key`,
    'key-twice': t`This key stands twice`,
    'key-too-long': t`This key is too long`,
    'not-a-number': t`Not a number as JSON writes it`,
    'not-json': t`Not valid JSON`,
    'value-too-long': t`This value is too long`,
    'half-character': t`Half a character (a lone surrogate). Servers cannot store it`,
  }
}
