import { useLingui } from '@lingui/react/macro'
import { CallFailed } from '../../../lib/call.ts'
import { CallProblem } from '../../../components/CallProblem.tsx'
import type { UnsealFailure as Failed } from './useUnseal.ts'

/** Why the server accepted no share, and what that means for shares submitted before. */
export function UnsealFailure({ failure }: { failure: Failed }) {
  const { t } = useLingui()
  const { code } = failure.error
  const problem = new CallFailed(failure.error)
  if (code === 'rejected' && failure.by !== 'reset') {
    // The server checks only when it has enough shares, and forgets all of them if one was wrong.
    const threshold = failure.before?.threshold ?? 0
    return threshold > 1 ? (
      <CallProblem
        problem={problem}
        title={t`At least one of the shares was wrong`}
        meaning={t`The server checks the shares only when it has received ${threshold}. It discarded all of them. Submit every share again.`}
      />
    ) : (
      <CallProblem
        problem={problem}
        title={t`This share is wrong`}
        meaning={t`This share doesn't belong to this server. Nothing was changed. Submit a different share.`}
      />
    )
  }
  if (code === 'invalid-input' && failure.by === 'file') {
    return (
      <CallProblem
        problem={problem}
        title={t`This file contains no unseal key shares`}
        meaning={t`Nothing was sent. Strongroom reads the output of operator init (text, JSON or YAML), an API response of sys/init, a Kubernetes Secret, and one share per line.`}
      />
    )
  }
  if (code === 'invalid-input') {
    return (
      <CallProblem
        problem={problem}
        title={t`This is not an unseal key share`}
        meaning={t`Nothing was sent. Enter the share exactly as the server returned it, in hex or base64.`}
      />
    )
  }
  return <CallProblem problem={problem} />
}
