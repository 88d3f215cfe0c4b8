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
        meaning={t`The server checks them only when it has ${threshold}, and has now forgotten all of them. Give every share again.`}
      />
    ) : (
      <CallProblem
        problem={problem}
        title={t`This share is wrong`}
        meaning={t`It is not a share of this server. Nothing has changed; give another one.`}
      />
    )
  }
  if (code === 'invalid-input' && failure.by === 'file') {
    return (
      <CallProblem
        problem={problem}
        title={t`This file holds no unseal key shares`}
        meaning={t`Strongroom reads the output of operator init (text, JSON or YAML), an API response of sys/init, a Kubernetes Secret, and one share per line. Nothing was sent.`}
      />
    )
  }
  if (code === 'invalid-input') {
    return (
      <CallProblem
        problem={problem}
        title={t`This is not an unseal key share`}
        meaning={t`A share is hex or base64, exactly as the server gave it. Nothing was sent.`}
      />
    )
  }
  return <CallProblem problem={problem} />
}
