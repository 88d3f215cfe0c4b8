/** Why a save was refused, with the capability that is missing on the path. */
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { errorOf } from '../../../lib/call.ts'
import { Problem } from '../../../components/Problem.tsx'
import { neededToSave } from '../shared/needs.ts'
import { capabilitiesOn } from '../queries.ts'

export function SaveProblem({
  profileId,
  path,
  problem,
  isPatch,
  isThere,
}: {
  profileId: string
  /** As the API names it. */
  path: string
  problem: unknown
  isPatch: boolean
  /** Whether the server has the secret. */
  isThere: boolean
}) {
  const isDenied = errorOf(problem).code === 'permission-denied'
  const { data } = useQuery({ ...capabilitiesOn(profileId, [path]), enabled: isDenied })
  const capability = neededToSave({ isPatch, isThere, held: data?.get(path) })
  return (
    <Problem
      problem={problem}
      needs={{ capability, path }}
      note={
        <>
          {isDenied && capability === 'update' && !isThere && (
            <Trans>A secret already exists at this path, so create isn't enough.</Trans>
          )}{' '}
          <Trans>What you typed is kept as a draft. Save again after you fix the problem.</Trans>
        </>
      }
    />
  )
}
