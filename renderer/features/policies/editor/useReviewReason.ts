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
  if (text === '') return t`Write something first`
  if (text.length > limits.policy) return t`The text is longer than can be saved`
  if (badName === 'taken') return t`There is a policy of this name already`
  if (badName !== null) return t`Give it a name first`
  return changed ? undefined : t`Nothing is changed yet`
}
