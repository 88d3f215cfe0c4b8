/** Why the changes cannot be reviewed yet, as text. */
import { useLingui } from '@lingui/react/macro'
import { limits } from '../../../../electron/contract/limits.ts'
import type { NameProblem } from './policyDraft.ts'

/** Undefined if they can be reviewed. */
export function useReviewReason(
  text: string,
  badName: NameProblem | 'taken' | null,
  changed: boolean,
): string | undefined {
  const { t } = useLingui()
  if (text === '') return t`Enter text first`
  if (text.length > limits.policy) return t`The text is too long to save`
  if (badName === 'taken') return t`A policy with this name already exists`
  if (badName !== null) return t`Enter a name first`
  return changed ? undefined : t`No changes yet`
}
