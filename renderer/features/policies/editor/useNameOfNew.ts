/** The name of a new policy: the problem of the typed text. */
import { useQuery } from '@tanstack/react-query'
import type { Dialect } from '../../../../policy/dialect.ts'
import { policyNames } from '../../../lib/queries/policies.ts'
import { nameProblem, type NameProblem, storedName } from './policyDraft.ts'

/** Null if there is no problem, and for a policy that has its name (`isNew` is false). */
export function useNameOfNew(
  profileId: string,
  isNew: boolean,
  typed: string,
  dialect: Dialect,
): NameProblem | 'taken' | null {
  const { data: names } = useQuery({ ...policyNames(profileId), enabled: isNew })
  if (!isNew) return null
  return names?.includes(storedName(typed)) === true ? 'taken' : nameProblem(typed, dialect)
}
